import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { createDemoEndpoint } from '@/demo/index.ts'
import { EMBEDDING_MODEL } from '@/demo/models.ts'
import { createEmbeddings } from '@/services/embeddings.ts'
import { clientOf, clientOver, errorOf, signal } from '../../support/serviceScene.ts'

const answering = (...data: unknown[]) => clientOf(() => Response.json({ object: 'list', data, model: 'm' }))

describe('embeddings', () => {
  it('are the same as base64 and as numbers', async () => {
    const demo = createDemoEndpoint({ pace: 0 })
    const input = ['One text', '另一段文字']
    const packed = await createEmbeddings(
      await clientOver(demo.fetch),
      { model: EMBEDDING_MODEL, input },
      signal,
    )
    const asNumbers = await clientOver(async (url, init) => {
      const body: unknown = await new Request(url, init).json()
      const changed = { ...v.parse(v.looseObject({}), body), encoding_format: 'float' }
      return demo.fetch(url, { ...init, body: JSON.stringify(changed) })
    })
    const plain = await createEmbeddings(asNumbers, { model: EMBEDDING_MODEL, input }, signal)
    expect(packed).toHaveLength(2)
    expect(packed[0]).toBeInstanceOf(Float32Array)
    expect(packed).toEqual(plain)
  })

  it('come in the order of the texts, whatever order the server answers in', async () => {
    const client = await answering({ index: 1, embedding: [2, 2] }, { index: 0, embedding: [1, 1] })
    expect(await createEmbeddings(client, { model: 'm', input: ['a', 'b'] }, signal)).toEqual([
      Float32Array.of(1, 1),
      Float32Array.of(2, 2),
    ])
  })

  it.each([
    ['too few vectors', [{ index: 0, embedding: [1] }]],
    [
      'an empty vector',
      [
        { index: 0, embedding: [] },
        { index: 1, embedding: [1] },
      ],
    ],
    [
      'vectors of unlike lengths',
      [
        { index: 0, embedding: [1, 2] },
        { index: 1, embedding: [1] },
      ],
    ],
    [
      'no numbers',
      [
        { index: 0, embedding: ['x'] },
        { index: 1, embedding: [1] },
      ],
    ],
    [
      'no base64',
      [
        { index: 0, embedding: '*' },
        { index: 1, embedding: [1] },
      ],
    ],
  ])('refuse an answer with %s', async (_, data) => {
    const error = await errorOf(
      createEmbeddings(await answering(...data), { model: 'm', input: ['a', 'b'] }, signal),
    )
    expect(error.kind).toBe('malformed')
  })

  it('say what the server says', async () => {
    const demo = createDemoEndpoint({ pace: 0 })
    const attempt = createEmbeddings(
      await clientOver(demo.fetch),
      { model: 'skein-demo', input: ['a'] },
      signal,
    )
    expect((await errorOf(attempt)).data).toMatchObject({ status: 403 })
  })
})
