import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { checked, readBody } from '@/http/body.ts'

const schema = v.strictObject({
  name: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(3))),
  count: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9))),
  share: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  role: v.exactOptional(v.picklist(['user', 'assistant'])),
  slug: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z]+$/))),
  address: v.exactOptional(v.pipe(v.string(), v.url())),
  isOn: v.exactOptional(v.boolean()),
  content: v.exactOptional(
    v.union([
      v.string(),
      v.pipe(
        v.array(
          v.variant('type', [
            v.strictObject({ type: v.literal('text'), text: v.string() }),
            v.strictObject({ type: v.literal('image'), image: v.strictObject({ url: v.string() }) }),
          ]),
        ),
        v.minLength(1),
        v.maxLength(2),
      ),
    ]),
  ),
  format: v.exactOptional(v.union([v.literal('auto'), v.strictObject({ type: v.literal('text') })])),
  pairs: v.exactOptional(v.pipe(v.record(v.string(), v.string()), v.maxEntries(1))),
  odd: v.exactOptional(
    v.pipe(
      v.number(),
      v.check((value) => value % 2 === 1, 'It must be odd.'),
    ),
  ),
})

function post(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request('https://x.invalid/', { method: 'POST', body, headers })
}

function refusal(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('checked', () => {
  it('gives what fits', () => {
    const value = { name: 'a', count: 1, content: [{ type: 'text', text: 'x' }] }
    expect(checked(schema, value)).toEqual(value)
  })

  it.each([
    [{ x: 1 }, 'x', 'unknown_parameter', "Unknown parameter: 'x'."],
    [
      { content: [{ type: 'text', text: 'a', b: 1 }] },
      'content[0].b',
      'unknown_parameter',
      "Unknown parameter: 'content[0].b'.",
    ],
    [
      { content: [{ type: 'text' }] },
      'content[0].text',
      'missing_required_parameter',
      "Missing required parameter: 'content[0].text'.",
    ],
    [
      { content: [{}] },
      'content[0].type',
      'missing_required_parameter',
      "Missing required parameter: 'content[0].type'.",
    ],
    [
      { content: [{ type: 'x' }] },
      'content[0].type',
      'invalid_value',
      "Invalid value: 'x'. Supported values are: 'text' and 'image'.",
    ],
    [
      { content: [{ type: 'image', image: { url: 1 } }] },
      'content[0].image.url',
      'invalid_type',
      "Invalid type for 'content[0].image.url': expected a string, but got an integer instead.",
    ],
    [
      { content: 1.5 },
      'content',
      'invalid_type',
      "Invalid type for 'content': expected one of a string or an array, but got a decimal instead.",
    ],
    [
      { content: [] },
      'content',
      'empty_array',
      "Invalid 'content': empty array. Expected an array with minimum length 1, but got an empty array instead.",
    ],
    [
      { content: [1, 2, 3].map(() => ({ type: 'text', text: '' })) },
      'content',
      'array_above_max_length',
      "Invalid 'content': array too long. Expected an array with maximum length 2, but got an array with length 3 instead.",
    ],
    [
      { name: null },
      'name',
      'invalid_type',
      "Invalid type for 'name': expected a string, but got null instead.",
    ],
    [
      { name: '' },
      'name',
      'empty_string',
      "Invalid 'name': empty string. Expected a string with minimum length 1, but got an empty string instead.",
    ],
    [
      { name: 'abcd' },
      'name',
      'string_above_max_length',
      "Invalid 'name': string too long. Expected a string with maximum length 3, but got a string with length 4 instead.",
    ],
    [
      { count: 0 },
      'count',
      'integer_below_min_value',
      "Invalid 'count': integer below minimum value. Expected a value >= 1, but got 0 instead.",
    ],
    [
      { count: 1.5 },
      'count',
      'invalid_type',
      "Invalid type for 'count': expected an integer, but got a decimal instead.",
    ],
    [
      { share: 1.5 },
      'share',
      'decimal_above_max_value',
      "Invalid 'share': decimal above maximum value. Expected a value <= 1, but got 1.5 instead.",
    ],
    [
      { share: '1' },
      'share',
      'invalid_type',
      "Invalid type for 'share': expected a number, but got a string instead.",
    ],
    [
      { role: 'king' },
      'role',
      'invalid_value',
      "Invalid value: 'king'. Supported values are: 'user' and 'assistant'.",
    ],
    [
      { role: [] },
      'role',
      'invalid_type',
      "Invalid type for 'role': expected one of 'user' or 'assistant', but got an array instead.",
    ],
    [{ format: 'none' }, 'format', 'invalid_value', "Invalid value: 'none'. Supported values are: 'auto'."],
    [
      { slug: 'A' },
      'slug',
      'invalid_value',
      "Invalid 'slug': string does not match pattern. Expected a string that matches the pattern '^[a-z]+$'.",
    ],
    [
      { address: 'x' },
      'address',
      'invalid_value',
      "Invalid 'address'. Expected a valid URL, but got a value with an invalid format.",
    ],
    [
      { isOn: {} },
      'isOn',
      'invalid_type',
      "Invalid type for 'isOn': expected a boolean, but got an object instead.",
    ],
    [
      { pairs: { a: '', b: '' } },
      'pairs',
      'object_above_max_properties',
      "Invalid 'pairs': too many properties. Expected an object with at most 1 properties, but got an object with 2 properties instead.",
    ],
    [{ odd: 2 }, 'odd', 'invalid_value', 'It must be odd.'],
  ])('says what is wrong with %j', (value, param, code, message) => {
    expect(refusal(() => checked(schema, value))).toMatchObject({ status: 400, param, code, message })
  })

  it('says what is wrong with the whole', () => {
    const empty = v.pipe(
      v.strictObject({}),
      v.check(() => false, 'Nothing would do.'),
    )
    expect(refusal(() => checked(empty, {}))).toMatchObject({ param: null, message: 'Nothing would do.' })
  })

  it('keeps long names and values out of its words', () => {
    const long = 'x'.repeat(100_000)
    for (const value of [{ [long]: 1 }, { role: long }, { pairs: { [long]: 1 } }]) {
      const error = refusal(() => checked(schema, value))
      expect(error instanceof Error && error.message.length).toBeLessThan(400)
    }
  })

  it('does not take names of all objects for parameters', () => {
    const value: unknown = JSON.parse('{"__proto__":{"name":1}}')
    expect(refusal(() => checked(schema, value))).toMatchObject({ param: '__proto__' })
    expect(refusal(() => checked(schema, { constructor: 1 }))).toMatchObject({ param: 'constructor' })
  })
})

describe('readBody', () => {
  it.each(['', '{', 'null', '"x"', '1', '[]', '[{}]', '{"name":"a"} x', '\u0000'])(
    'refuses %j',
    async (body) => {
      await expect(readBody(post(body), schema)).rejects.toMatchObject({ status: 400, param: null })
    },
  )

  it('refuses no body, except where there is a preset', async () => {
    await expect(readBody(post(null), schema)).rejects.toMatchObject({ status: 400 })
    expect(await readBody(post(null), schema, { count: 2 })).toEqual({ count: 2 })
    await expect(readBody(post('{'), schema, {})).rejects.toMatchObject({ status: 400 })
  })

  it('keeps halves of surrogate pairs, and mends bytes that are no text', async () => {
    expect(await readBody(post(String.raw`{"name":"\ud83d"}`), schema)).toEqual({ name: '\ud83d' })
    const bytes = new Uint8Array([...new TextEncoder().encode('{"name":"')])
    const body = new Blob([bytes, new Uint8Array([0xff]), '"}'])
    expect(await readBody(post(body), schema)).toEqual({ name: '\ufffd' })
  })

  it('refuses what could not be written again', async () => {
    const open = v.looseObject({})
    const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    await expect(readBody(post(nested(256)), open)).resolves.toBeTypeOf('object')
    await expect(readBody(post(nested(257)), open)).rejects.toMatchObject({ status: 400 })
    await expect(readBody(post(nested(100_000)), open)).rejects.toMatchObject({ status: 400 })
  })

  it('refuses a body that is too large, by its header and by its length', async () => {
    const announced = post('{}', { 'content-length': String(64 * 1024 * 1024 + 1) })
    await expect(readBody(announced, schema)).rejects.toMatchObject({ status: 413 })
    const spaces = new Uint8Array(64 * 1024 * 1024 - 1).fill(32)
    await expect(readBody(post(new Blob(['{}', spaces])), schema)).rejects.toMatchObject({ status: 413 })
    await expect(readBody(post(new Blob([spaces.slice(1), '{}'])), schema)).resolves.toEqual({})
  })
})
