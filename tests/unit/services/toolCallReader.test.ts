import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createToolCallReader, type CallPiece, type ToolCallDelta } from '@/services/toolCallReader.ts'

type Piece = Partial<CallPiece>

/** What comes of chunks, each a list of pieces. */
function read(chunks: Piece[][], isCut = false): ToolCallDelta[] {
  const reader = createToolCallReader()
  const filled = chunks.map((pieces) =>
    pieces.map((piece) => ({ index: null, id: '', name: '', arguments: '', ...piece })),
  )
  return [...filled.flatMap((pieces) => [...reader.take(pieces)]), ...reader.end(isCut)]
}

/** The calls that deltas add up to, after checking what every reader of them relies on. */
function callsIn(deltas: readonly ToolCallDelta[]): { id: string; name: string; arguments: string }[] {
  const calls: { id: string; name: string; arguments: string }[] = []
  for (const { index, id, name, arguments: text } of deltas) {
    const call = calls[index]
    if (call === undefined) {
      expect(index).toBe(calls.length)
      expect(id).toBeTruthy()
      calls.push({ id: id ?? '', name: name ?? '', arguments: text })
    } else {
      expect({ id, name }).toEqual({ id: null, name: null })
      call.arguments += text
    }
  }
  expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length)
  return calls
}

const WEATHER = { id: 'call_a', name: 'get_weather', arguments: '{"at":{"city":"杭州"}}' }
const TIME = { id: 'call_b', name: 'get_time', arguments: '{"zone":"Asia/Shanghai"}' }
const half = WEATHER.arguments.slice(0, 8)
const rest = WEATHER.arguments.slice(8)

describe('the tool call reader', () => {
  it.each<[string, Piece[][]]>([
    ['whole, with indexes', [[{ index: 0, ...WEATHER }], [{ index: 1, ...TIME }]]],
    ['whole in one chunk, without indexes', [[WEATHER, TIME]]],
    ['whole in two chunks, without indexes', [[WEATHER], [TIME]]],
    ['whole, all with index 0', [[{ index: 0, ...WEATHER }], [{ index: 0, ...TIME }]]],
    [
      'whole in one chunk, all with index 0',
      [
        [
          { index: 0, ...WEATHER },
          { index: 0, ...TIME },
        ],
      ],
    ],
    ['counted from 1', [[{ index: 1, ...WEATHER }], [{ index: 2, ...TIME }]]],
    [
      'in pieces',
      [
        [{ index: 0, id: 'call_a', name: 'get_weather' }],
        [{ index: 0, arguments: half }],
        [{ index: 0, arguments: rest }],
        [{ index: 1, id: 'call_b', name: 'get_time' }],
        [{ index: 1, arguments: TIME.arguments }],
      ],
    ],
    [
      'in pieces without indexes',
      [
        [{ id: 'call_a', name: 'get_weather' }],
        [{ arguments: half }],
        [{ arguments: rest }],
        [{ id: 'call_b', name: 'get_time' }],
        [{ arguments: TIME.arguments }],
      ],
    ],
    [
      'interleaved',
      [
        [
          { index: 0, id: 'call_a', name: 'get_weather' },
          { index: 1, id: 'call_b', name: 'get_time' },
        ],
        [{ index: 0, arguments: half }],
        [{ index: 1, arguments: TIME.arguments.slice(0, 5) }],
        [
          { index: 0, arguments: rest },
          { index: 1, arguments: TIME.arguments.slice(5) },
        ],
      ],
    ],
    [
      'interleaved, by id alone',
      [
        [{ id: 'call_a', name: 'get_weather', arguments: half }],
        [{ id: 'call_b', name: 'get_time', arguments: TIME.arguments.slice(0, 5) }],
        [{ id: 'call_a', arguments: rest }],
        [{ id: 'call_b', arguments: TIME.arguments.slice(5) }],
      ],
    ],
    [
      'interleaved, by position alone after their names',
      [
        [
          { id: 'call_a', name: 'get_weather' },
          { id: 'call_b', name: 'get_time' },
        ],
        [{ arguments: half }, { arguments: TIME.arguments.slice(0, 5) }],
        [{ arguments: rest }, { arguments: TIME.arguments.slice(5) }],
      ],
    ],
    [
      'with names in pieces',
      [
        [{ index: 0, id: 'call_a', name: 'get_' }],
        [{ index: 0, name: 'weather' }],
        [{ index: 0, arguments: WEATHER.arguments }],
        [{ index: 1, id: 'call_b', name: 'get_t' }],
        [{ index: 1, name: 'ime', arguments: TIME.arguments }],
      ],
    ],
    [
      'with the name as far as it has come',
      [
        [{ index: 0, id: 'call_a', name: 'get_' }],
        [{ index: 0, id: 'call_a', name: 'get_weather', arguments: WEATHER.arguments }],
        [{ index: 1, ...TIME }],
      ],
    ],
    [
      'with id and name again in every piece',
      [
        [{ ...WEATHER, index: 0, arguments: '' }],
        [{ ...WEATHER, index: 0, arguments: half }],
        [{ ...WEATHER, index: 0, arguments: rest }],
        [{ ...WEATHER, index: 0, arguments: '' }],
        [{ ...TIME, index: 1 }],
      ],
    ],
    [
      'with the whole call again at the end',
      [
        [{ index: 0, ...WEATHER }],
        [{ index: 1, ...TIME }],
        [{ index: 0, ...WEATHER }],
        [{ index: 1, ...TIME }],
      ],
    ],
    [
      'with empty ids in later pieces',
      [
        [{ index: 0, id: 'call_a', name: 'get_weather', arguments: half }],
        [{ index: 0, id: '', arguments: rest }],
        [{ index: 1, ...TIME }],
      ],
    ],
    [
      'with another id in every piece',
      [
        [{ index: 0, id: 'call_a', name: 'get_weather', arguments: half }],
        [{ index: 0, id: 'call_x', arguments: rest }],
        [{ index: 1, ...TIME }],
      ],
    ],
    [
      'with an empty object before the arguments',
      [
        [{ index: 0, id: 'call_a', name: 'get_weather', arguments: '{}' }],
        [{ index: 0, arguments: half }],
        [{ index: 0, arguments: rest }],
        [{ index: 1, ...TIME }],
      ],
    ],
    [
      'with the id after the name',
      [[{ index: 0, name: 'get_weather' }], [{ ...WEATHER, index: 0, name: '' }], [{ index: 1, ...TIME }]],
    ],
  ])('reads two calls %s', (_, chunks) => {
    expect(callsIn(read(chunks))).toEqual([WEATHER, TIME])
  })

  it.each<[string, Piece[][]]>([
    [
      'one chunk',
      [
        [
          { ...WEATHER, id: '' },
          { ...TIME, id: '' },
        ],
      ],
    ],
    ['two chunks', [[{ ...WEATHER, id: '' }], [{ ...TIME, id: '' }]]],
    ['two chunks with index 0', [[{ ...WEATHER, id: '', index: 0 }], [{ ...TIME, id: '', index: 0 }]]],
  ])('makes up ids that are missing, in %s', (_, chunks) => {
    const calls = callsIn(read(chunks))

    expect(calls).toMatchObject([
      { name: WEATHER.name, arguments: WEATHER.arguments },
      { name: TIME.name, arguments: TIME.arguments },
    ])
    expect(calls.map(({ id }) => id)).toEqual([
      expect.stringMatching(/^call_\w{20}$/),
      expect.stringMatching(/^call_\w{20}$/),
    ])
  })

  it.each([{ indexes: [0, 1] }, { indexes: [null, null] }])(
    'tells calls with one id apart',
    ({ indexes }) => {
      const [first = null, second = null] = indexes
      const calls = callsIn(
        read([[{ ...WEATHER, index: first }], [{ ...TIME, id: WEATHER.id, index: second }]]),
      )

      expect(calls).toMatchObject([WEATHER, { name: TIME.name, arguments: TIME.arguments }])
    },
  )

  it('calls a function without arguments with an empty object', () => {
    expect(callsIn(read([[{ index: 0, id: 'call_a', name: 'now' }]]))).toEqual([
      { id: 'call_a', name: 'now', arguments: '{}' },
    ])
    expect(callsIn(read([[{ id: 'call_a', name: 'now', arguments: '{}' }]]))).toEqual([
      { id: 'call_a', name: 'now', arguments: '{}' },
    ])
  })

  it('does not make up arguments that were cut off', () => {
    expect(callsIn(read([[{ index: 0, id: 'call_a', name: 'now' }]], true))).toEqual([
      { id: 'call_a', name: 'now', arguments: '' },
    ])
  })

  it('leaves out a call of which nothing comes', () => {
    expect(read([[{ index: 0, id: 'call_a' }], [{ index: 1, ...TIME }]])).toMatchObject([
      { index: 0, ...TIME },
    ])
  })

  it('passes arguments on as they come', () => {
    const deltas = read([
      [{ index: 0, id: 'call_a', name: 'f', arguments: '{"a"' }],
      [{ index: 0, arguments: ':1}' }],
    ])

    expect(deltas.map((delta) => delta.arguments)).toEqual(['{"a"', ':1}'])
  })

  it('gives only what is new of a call that is told whole', () => {
    const reader = createToolCallReader()
    const deltas = [
      ...reader.take([{ index: 0, id: 'call_a', name: 'get_weather', arguments: half }]),
      ...reader.complete({ index: 0, ...WEATHER }),
      ...reader.complete({ index: 0, ...WEATHER }),
      ...reader.complete({ index: 1, ...TIME }),
    ]

    expect(callsIn(deltas)).toEqual([WEATHER, TIME])
  })

  it('reads any calls in any pieces, interleaved in any way', () => {
    const call = fc.record({
      name: fc.stringMatching(/^[a-z_]{1,8}$/),
      arguments: fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), {
        minKeys: 1,
        maxKeys: 3,
      }),
      sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
    })
    fc.assert(
      fc.property(
        fc.array(call, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat(3)),
        (calls, turns) => {
          const queues = calls.map(({ name, arguments: fields, sizes }, index) => [
            { index, id: `call_${index}`, name },
            ...piecesOf(JSON.stringify(fields), sizes).map((text) => ({ index, arguments: text })),
          ])
          const chunks: Piece[][] = []
          while (queues.some((queue) => queue.length > 0)) {
            const piece = queues[(turns.next().value ?? 0) % queues.length]?.shift()
            if (piece !== undefined) chunks.push([piece])
          }

          const sent = calls.map((call, index) => ({
            id: `call_${index}`,
            name: call.name,
            arguments: JSON.stringify(call.arguments),
          }))
          const byId = (a: { id: string }, b: { id: string }): number => a.id.localeCompare(b.id)
          expect(callsIn(read(chunks)).toSorted(byId)).toEqual(sent)
        },
      ),
    )
  })
})

function piecesOf(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = []
  for (let start = 0, turn = 0; start < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    pieces.push(text.slice(start, start + size))
    start += size
  }
  return pieces
}
