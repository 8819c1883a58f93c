import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { ApiError } from '@/http/errors.ts'
import { baseName, filenameOf, readForm, requireSize } from '@/runtime/http/multipart.ts'

const TYPE = 'multipart/form-data; boundary=b'

function request(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request('https://skein.test/', { method: 'POST', body, headers })
}

function form(...fields: [name: string, value: string][]): Request {
  const body = new FormData()
  for (const [name, value] of fields) body.append(name, value)
  return request(body)
}

const read = (sent: Request): Promise<unknown> => readForm(sent, v.unknown(), 1024)

describe('readForm', () => {
  it('gathers bracketed fields into objects', async () => {
    const fields = form(['purpose', 'vision'], ['expires[anchor]', 'now'], ['expires[seconds]', '5'])
    expect(await read(fields)).toEqual({ purpose: 'vision', expires: { anchor: 'now', seconds: '5' } })
  })

  it.each(['a[', 'a[]', '[a]', 'a[b][c]', ']', ''])('takes %j for a name like any other', async (name) => {
    expect(await read(form([name, 'x']))).toEqual({ [name]: 'x' })
  })

  it('keeps the names of prototypes as fields', async () => {
    const fields = await read(form(['__proto__', 'x'], ['constructor[prototype]', 'y']))
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype)
    expect(Object.keys(fields as object)).toEqual(['__proto__', 'constructor'])
  })

  it.each([
    [
      'a',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    [
      'a[b]',
      [
        ['a[b]', '1'],
        ['a[b]', '2'],
      ],
    ],
  ] as [string, [string, string][]][])('refuses two values of %s', async (param, fields) => {
    await expect(read(form(...fields))).rejects.toMatchObject({ status: 400, param })
  })

  it.each([
    ['no type', request(new Uint8Array([1]))],
    ['another type', request('{}', { 'content-type': 'application/json' })],
    ['a form that cannot carry files', request(new URLSearchParams({ a: 'b' }))],
    ['no boundary', request('x', { 'content-type': 'multipart/form-data' })],
    ['no form', request('x', { 'content-type': TYPE })],
    ['no end', request('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx', { 'content-type': TYPE })],
    [
      'another boundary',
      request('--c\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--c--', { 'content-type': TYPE }),
    ],
  ])('refuses %s', async (_, sent) => {
    await expect(read(sent)).rejects.toSatisfy((error) => error instanceof ApiError && error.status === 400)
  })

  it('refuses a body that says it is too long, without reading it', async () => {
    const sent = request('x', { 'content-type': TYPE, 'content-length': String(2 ** 21) })
    await expect(read(sent)).rejects.toMatchObject({ status: 413 })
    expect(sent.bodyUsed).toBe(false)
  })
})

describe('requireSize', () => {
  it('allows the limit itself', () => {
    expect(() => {
      requireSize(10, 10)
    }).not.toThrow()
    expect(() => {
      requireSize(11, 10)
    }).toThrow('Maximum content size limit (10) exceeded (11 bytes).')
  })
})

describe('baseName', () => {
  it.each([
    ['a.txt', 'a.txt'],
    ['folder/a.txt', 'a.txt'],
    ['../../etc/passwd', 'passwd'],
    [String.raw`C:\Users\me\a.txt`, 'a.txt'],
    ['line\n/b', 'b'],
    ['folder/', 'unknown_file'],
    ['', 'unknown_file'],
  ])('of %j is %j', (path, name) => {
    expect(baseName(path)).toBe(name)
  })
})

describe('filenameOf', () => {
  it('undoes what forms escape, and only that', () => {
    expect(filenameOf(new File([], 'say %22hi%22 100%25.txt'))).toBe('say "hi" 100%25.txt')
  })

  it('has a name for what has none', () => {
    expect(filenameOf(new Blob([]))).toBe('unknown_file')
  })
})
