import type OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watch } from 'vue'
import type { Upload } from '@/domain/upload.ts'
import { useFilesStore } from '@/stores/files.ts'
import { useUploadsStore } from '@/stores/uploads.ts'
import { addEndpoint, file, fileObject, openOwnPlace } from '../../support/fileScene.ts'

const HERE = 'browser'
let client: OpenAI
let page: EventTarget

beforeEach(async () => {
  const scene = await openOwnPlace()
  client = scene.client
  page = scene.page
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const kinds = (): string[] => useUploadsStore().uploads.map(({ state }) => state.kind)

function only(): Upload {
  const [upload] = useUploadsStore().uploads
  if (upload === undefined) throw new Error('There is no upload.')
  return upload
}

/** An endpoint that answers uploads when the test says so. */
function slowEndpoint(): { placeId: string; asked: string[]; answers: PromiseWithResolvers<Response>[] } {
  const answers: PromiseWithResolvers<Response>[] = []
  const endpoint = addEndpoint((_, { signal }) => {
    const answer = Promise.withResolvers<Response>()
    signal?.addEventListener('abort', () => answer.reject(new DOMException('Stopped.', 'AbortError')))
    answers.push(answer)
    return answer.promise
  })
  return { ...endpoint, answers }
}

/** Whether the page would ask before it is closed. */
const isHeld = (): boolean => !page.dispatchEvent(new Event('beforeunload', { cancelable: true }))

describe('an upload into this browser', () => {
  it('is checked, stored, and then in the list of files', async () => {
    const files = useFilesStore()
    const uploads = useUploadsStore()
    await files.load(HERE)
    const [started] = uploads.add(HERE, [file('notes.md', '# Hi', '')], 'assistants')
    const seen = kinds()
    watch(kinds, (now) => seen.push(...now), { flush: 'sync' })
    const made = await started?.done
    expect(seen).toEqual(['checking', 'storing', 'done'])
    expect(files.byId(HERE, made?.id ?? '')).toMatchObject({ filename: 'notes.md', purpose: 'assistants' })
    expect((await client.files.list()).data.map(({ filename }) => filename)).toEqual(['notes.md'])
  })

  it('has the type that servers know, and expires when asked to', async () => {
    const [started] = useUploadsStore().add(HERE, [file('train.jsonl', '{}', '')], 'fine-tune', 3600)
    const made = await started?.done
    expect((made?.expires_at ?? 0) - (made?.created_at ?? 0)).toBe(3600)
    const content = await client.files.content(made?.id ?? '')
    expect(content.headers.get('content-type')).toBe('application/jsonl')
  })

  it('for a tool is for assistants', async () => {
    const [started] = useUploadsStore().add(HERE, [file('doc.txt')], 'file_search')
    expect((await started?.done)?.purpose).toBe('assistants')
  })
})

describe('what cannot be uploaded', () => {
  it.each([
    ['an empty file', file('empty.txt', ''), 'assistants', 'empty'],
    ['a type that the purpose does not take', file('movie.mov'), 'vision', 'unsupported-type'],
    [
      'a text in another encoding',
      file('latin.txt', new Uint8Array([0x63, 0xe9])),
      'assistants',
      'unsupported-encoding',
    ],
  ] as const)('is refused before it starts: %s', async (_, given, purpose, code) => {
    const { placeId, asked } = slowEndpoint()
    const [started] = useUploadsStore().add(placeId, [given], purpose)
    expect(await started?.done).toBeNull()
    expect(only().state).toMatchObject({ kind: 'refused', problem: { code } })
    expect(asked).toEqual([])
  })
})

describe('an upload to an endpoint', () => {
  it('is sent, and done with what the endpoint made of it', async () => {
    const { placeId, asked, answers } = slowEndpoint()
    const [started] = useUploadsStore().add(placeId, [file('a.txt')], 'assistants')
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    expect(only().state).toEqual({ kind: 'sending', samples: [] })
    answers[0]?.resolve(Response.json(fileObject('file-9')))
    expect((await started?.done)?.id).toBe('file-9')
    expect(asked).toEqual(['POST /files'])
  })

  it('that failed says why, and is done when it is tried again', async () => {
    const { placeId, answers } = slowEndpoint()
    const uploads = useUploadsStore()
    const [started] = uploads.add(placeId, [file('a.txt')], 'assistants')
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    answers[0]?.resolve(Response.json({ error: { message: 'Too large.' } }, { status: 413 }))
    expect(await started?.done).toBeNull()
    expect(only().state).toMatchObject({ kind: 'failed', error: { kind: 'too-large', detail: 'Too large.' } })

    uploads.retry(only().id)
    await vi.waitFor(() => expect(answers).toHaveLength(2))
    answers[1]?.resolve(Response.json(fileObject('file-9')))
    await vi.waitFor(() => expect(only().state.kind).toBe('done'))
  })

  it('that is cancelled is stopped at once, and stays so', async () => {
    const { placeId, answers } = slowEndpoint()
    const uploads = useUploadsStore()
    const [started] = uploads.add(placeId, [file('a.txt')], 'assistants')
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    uploads.cancel(only().id)
    expect(only().state.kind).toBe('cancelled')
    expect(await started?.done).toBeNull()
    await expect(answers[0]?.promise).rejects.toThrow('Stopped.')
    expect(only().state.kind).toBe('cancelled')
  })

  it('that is cancelled and begun anew is not ended by its first try', async () => {
    const { placeId, answers } = slowEndpoint()
    const uploads = useUploadsStore()
    uploads.add(placeId, [file('a.txt')], 'assistants')
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    uploads.cancel(only().id)
    uploads.retry(only().id)
    await vi.waitFor(() => expect(answers).toHaveLength(2))
    expect(only().state.kind).toBe('sending')
    answers[1]?.resolve(Response.json(fileObject('file-9')))
    await vi.waitFor(() => expect(only().state.kind).toBe('done'))
  })
})

describe('several uploads', () => {
  it('are three at once, in their order, and a new one begins when one ends', async () => {
    const { placeId, asked, answers } = slowEndpoint()
    const uploads = useUploadsStore()
    uploads.add(
      placeId,
      ['1', '2', '3', '4', '5'].map((name) => file(`${name}.txt`)),
      'assistants',
    )
    await vi.waitFor(() => expect(asked).toHaveLength(3))
    expect(kinds()).toEqual(['sending', 'sending', 'sending', 'waiting', 'waiting'])
    expect(uploads.unfinished).toBe(5)
    answers[1]?.resolve(Response.json(fileObject('file-2')))
    await vi.waitFor(() => expect(asked).toHaveLength(4))
    expect(kinds()).toEqual(['sending', 'done', 'sending', 'sending', 'waiting'])
  })

  it('go on when one that waits is cancelled, and one is dismissed', async () => {
    const { placeId, asked } = slowEndpoint()
    const uploads = useUploadsStore()
    const started = uploads.add(
      placeId,
      ['1', '2', '3', '4', '5'].map((name) => file(`${name}.txt`)),
      'assistants',
    )
    await vi.waitFor(() => expect(asked).toHaveLength(3))
    uploads.cancel(started[3]?.id ?? '')
    uploads.dismiss(started[0]?.id ?? '')
    await vi.waitFor(() => expect(asked).toHaveLength(4))
    expect(uploads.uploads.map(({ file: { name }, state }) => `${name} ${state.kind}`)).toEqual([
      '2.txt sending',
      '3.txt sending',
      '4.txt cancelled',
      '5.txt sending',
    ])
  })

  it('hold the page back while one is under way, and not after', async () => {
    const { placeId, answers } = slowEndpoint()
    const uploads = useUploadsStore()
    expect(isHeld()).toBe(false)
    uploads.add(placeId, [file('a.txt')], 'assistants')
    expect(isHeld()).toBe(true)
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    answers[0]?.resolve(Response.json(fileObject('file-9')))
    await vi.waitFor(() => expect(isHeld()).toBe(false))
  })
})
