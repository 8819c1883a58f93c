import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as v from 'valibot'
import { createEmbeddingDirectory } from '@/app/embeddings.ts'
import { AppError } from '@/domain/errors.ts'
import { loadAreas } from '@/i18n/index.ts'
import { provideClients } from '@/services/clients.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import { useSettingsStore } from '@/stores/settings.ts'
import { clientOver, signal } from '../../support/serviceScene.ts'

const bodySchema = v.object({ model: v.string(), input: v.array(v.string()) })

let requests: v.InferOutput<typeof bodySchema>[]
/** Statuses of the next answers; 200 when there are no more. */
let statuses: number[]
/** Of the answers that are not 200. */
let headers: Record<string, string>

beforeEach(async () => {
  await loadAreas(['shell'])
  setActivePinia(createPinia())
  requests = []
  statuses = []
  headers = {}
  provideClients(() =>
    clientOver(async (url, init) => {
      const body = v.parse(bodySchema, await new Request(url, init).json())
      requests.push(body)
      const status = statuses.shift() ?? 200
      if (status !== 200) return Response.json({ error: { message: 'No.' } }, { status, headers })
      const data = body.input.map((text, index) => ({ index, embedding: [text.length] }))
      return Response.json({ object: 'list', data })
    }),
  )
})

afterEach(() => {
  vi.useRealTimers()
})

async function embed(texts: readonly string[]): Promise<Float32Array[]> {
  const embedder = await createEmbeddingDirectory().current()
  if (embedder === null) throw new Error('No model is chosen.')
  return embedder.embed(texts, signal)
}

describe('the directory of embedding models', () => {
  it('has none until one is chosen, and tries it and tells of it then', async () => {
    const directory = createEmbeddingDirectory()
    expect(await directory.current()).toBeNull()
    const changed = vi.fn()
    directory.watch?.(changed)
    useSettingsStore().setEmbeddingModel('demo/skein-demo-embedding')
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce())
    expect((await directory.current())?.model).toBe('demo/skein-demo-embedding')
    await vi.waitFor(() => expect(requests).toEqual([{ model: 'skein-demo-embedding', input: ['Hello'] }]))
  })

  it('asks the model of its connection, for a hundred texts at once', async () => {
    useSettingsStore().setEmbeddingModel('demo/skein-demo-embedding')
    const texts = Array.from({ length: 230 }, (_, index) => 'x'.repeat(index + 1))
    const vectors = await embed(texts)
    expect(vectors.map(([first]) => first)).toEqual(texts.map(({ length }) => length))
    expect(requests.map(({ input }) => input.length)).toEqual([100, 100, 30])
    expect(requests[0]?.model).toBe('skein-demo-embedding')
  })

  it('sends no more than 100,000 tokens at once', async () => {
    useSettingsStore().setEmbeddingModel('demo/m')
    await embed(Array.from({ length: 5 }, () => '字'.repeat(40_000)))
    expect(requests.map(({ input }) => input.length)).toEqual([2, 2, 1])
  })

  it('asks again when that may help', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    useSettingsStore().setEmbeddingModel('demo/m')
    statuses = [429, 503]
    const vectors = embed(['a'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await vectors).toHaveLength(1)
    expect(requests).toHaveLength(3)
    expect(useNoticesStore().notices).toEqual([])
  })

  it('waits as long as the server says', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    useSettingsStore().setEmbeddingModel('demo/m')
    statuses = [429]
    headers = { 'retry-after': '20' }
    const vectors = embed(['a'])
    await vi.advanceTimersByTimeAsync(19_000)
    expect(requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await vectors).toHaveLength(1)
    expect(requests).toHaveLength(2)
  })

  it('tells once that the model fails, and again when it has worked in between', async () => {
    useSettingsStore().setEmbeddingModel('demo/m')
    const embedder = await createEmbeddingDirectory().current()
    statuses = [401, 401]
    await expect(embedder?.embed(['a'], signal)).rejects.toMatchObject({ kind: 'auth' })
    await expect(embedder?.embed(['a'], signal)).rejects.toMatchObject({ kind: 'auth' })
    expect(useNoticesStore().notices).toHaveLength(1)
    await embedder?.embed(['a'], signal)
    statuses = [401]
    await expect(embedder?.embed(['a'], signal)).rejects.toMatchObject({ kind: 'auth' })
    expect(useNoticesStore().notices.map(({ message }) => message)).toEqual([
      expect.stringContaining('demo/m'),
      expect.stringContaining('demo/m'),
    ])
  })

  it('tells nothing of a request that was stopped, but of the next that fails', async () => {
    useSettingsStore().setEmbeddingModel('demo/m')
    const embedder = await createEmbeddingDirectory().current()
    await expect(embedder?.embed(['a'], AbortSignal.abort())).rejects.toMatchObject({ kind: 'aborted' })
    expect(useNoticesStore().notices).toEqual([])
    statuses = [401]
    await expect(embedder?.embed(['a'], signal)).rejects.toMatchObject({ kind: 'auth' })
    expect(useNoticesStore().notices).toHaveLength(1)
  })

  it('tells of a search that could wait no longer', async () => {
    useSettingsStore().setEmbeddingModel('demo/m')
    const embedder = await createEmbeddingDirectory().current()
    const late = AbortSignal.abort(new AppError({ kind: 'timeout', detail: 'Late.' }))
    await expect(embedder?.embed(['a'], late)).rejects.toBeInstanceOf(AppError)
    expect(useNoticesStore().notices).toHaveLength(1)
  })
})
