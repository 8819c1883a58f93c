import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createPackageSource, type PackageSource } from '@/interpreter/packages.ts'

const BYTES = new TextEncoder().encode('a wheel')
const SHA256 = createHash('sha256').update(BYTES)
const LOCK = JSON.stringify({
  packages: { numpy: { name: 'numpy', file_name: 'numpy-1.whl', sha256: SHA256.copy().digest('hex') } },
})

afterEach(() => vi.unstubAllGlobals())

/** A source whose person answers as told, and what they have been asked. */
function sourceWith(answer: boolean): { source: PackageSource; asked: string[][] } {
  const asked: string[][] = []
  let isAllowed = false
  const source = createPackageSource({
    lock: () => Promise.resolve(LOCK),
    isAllowed: () => isAllowed,
    ask: (host, names) => {
      asked.push([host, ...names])
      isAllowed = answer
      return Promise.resolve(answer)
    },
  })
  return { source, asked }
}

describe('packages', () => {
  it('are asked for by names that there are, until they are allowed', async () => {
    const { source, asked } = sourceWith(true)
    expect(await source.allow({ packages: ['forged'], others: ['a <b>', 'é'] })).toBe(false)
    expect(await source.allow({ packages: ['numpy', 'forged'], others: ['openpyxl'] })).toBe(true)
    expect(await source.allow({ packages: ['anything'], others: [] })).toBe(true)
    expect(asked).toEqual([['cdn.jsdelivr.net', 'numpy', 'openpyxl']])
  })

  it('are fetched from where they are, with the hash that they must have', async () => {
    const requests: [string, RequestInit][] = []
    vi.stubGlobal('fetch', (url: string, options: RequestInit) => {
      requests.push([url, options])
      return Promise.resolve(new Response(BYTES))
    })
    const { source } = sourceWith(true)
    const counts: number[] = []
    expect(await source.fetch('numpy-1.whl', (count) => counts.push(count))).toBeNull()
    await source.allow({ packages: ['numpy'], others: [] })
    expect(await source.fetch('../elsewhere', (count) => counts.push(count))).toBeNull()
    expect(requests).toEqual([])
    expect(await source.fetch('numpy-1.whl', (count) => counts.push(count))).toEqual(BYTES)
    expect(counts).toEqual([BYTES.length])
    const [url, options] = requests[0] ?? ['', {}]
    expect(url).toMatch(/^https:\/\/cdn\.jsdelivr\.net\/pyodide\/v[\d.]+\/full\/numpy-1\.whl$/)
    expect(options.integrity).toBe(`sha256-${SHA256.digest('base64')}`)
  })

  it.each([
    ['cannot be reached', () => Promise.reject(new TypeError('no network'))],
    ['is not there', () => Promise.resolve(new Response(null, { status: 404 }))],
  ])('are missing where their file %s', async (_, answer) => {
    vi.stubGlobal('fetch', answer)
    const { source } = sourceWith(true)
    await source.allow({ packages: ['numpy'], others: [] })
    expect(await source.fetch('numpy-1.whl', () => undefined)).toBeNull()
  })

  it('come from no host that the person refuses', async () => {
    const { source, asked } = sourceWith(false)
    await source.allow({ packages: ['micropip'], others: ['a'] })
    const request = { url: 'https://index.example/simple/a/', accept: '*/*' }
    expect(await source.download(request, () => undefined)).toEqual({ refused: 'index.example' })
    expect(asked).toEqual([
      ['cdn.jsdelivr.net', 'a'],
      ['index.example', 'a'],
    ])
  })

  it('come from elsewhere only over https, from allowed hosts, and where something was imported', async () => {
    const requested: string[] = []
    vi.stubGlobal('fetch', (url: string, { headers, credentials }: RequestInit) => {
      requested.push(`${url} ${JSON.stringify(headers)} ${credentials}`)
      return Promise.resolve(new Response(BYTES, { headers: { 'content-type': 'text/html' } }))
    })
    const { source, asked } = sourceWith(true)
    const request = { url: 'https://index.example/simple/a/', accept: 'text/html' }
    const download = (url = request.url) => source.download({ ...request, url }, () => undefined)
    expect(await download()).toBeNull()
    await source.allow({ packages: [], others: ['a'] })
    expect(await download('http://index.example/')).toBeNull()
    expect(await download('nonsense')).toBeNull()
    expect(await download('https://cdn.jsdelivr.net/out?secret')).toBeNull()
    expect(requested).toEqual([])
    expect(await download()).toEqual({ bytes: BYTES, contentType: 'text/html' })
    expect(requested).toEqual(['https://index.example/simple/a/ {"accept":"text/html"} omit'])
    expect(asked).toEqual([['cdn.jsdelivr.net', 'a']])
  })
})
