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
    ask: (names) => {
      asked.push([...names])
      isAllowed = answer
      return Promise.resolve(answer)
    },
  })
  return { source, asked }
}

describe('packages', () => {
  it('are asked for by names that there are, until they are allowed', async () => {
    const { source, asked } = sourceWith(true)
    expect(await source.allow(['forged'])).toBe(false)
    expect(await source.allow(['numpy', 'forged'])).toBe(true)
    expect(await source.allow(['anything'])).toBe(true)
    expect(asked).toEqual([['numpy']])
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
    await source.allow(['numpy'])
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
    await source.allow(['numpy'])
    expect(await source.fetch('numpy-1.whl', () => undefined)).toBeNull()
  })
})
