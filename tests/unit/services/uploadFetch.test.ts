import { afterEach, describe, expect, it, vi } from 'vitest'
import { DEMO_CONNECTION } from '@/domain/connection.ts'
import { createClient } from '@/services/createClient.ts'
import { createUploadFetch } from '@/services/uploadFetch.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('createUploadFetch', () => {
  it('is the global fetch where there is no XMLHttpRequest, and sends one request an upload', async () => {
    const send = vi.fn<typeof fetch>(async (input, init) => {
      const file = (await new Request(input, init).formData()).get('file')
      return Response.json({ id: file instanceof File ? file.name : null })
    })
    vi.stubGlobal('fetch', send)
    const onProgress = vi.fn()
    const client = await createClient(
      { ...DEMO_CONNECTION, baseURL: 'https://example.test/v1' },
      { apiKey: 'a key' },
    )
    const file = new File(['words'], 'notes.md')
    const { id } = await client
      .withOptions({ fetch: createUploadFetch({ onProgress }) })
      .files.create({ file, purpose: 'assistants' })
    expect(id).toBe('notes.md')
    expect(send.mock.calls.map(([input]) => input)).toEqual(['https://example.test/v1/files'])
    expect(onProgress).not.toHaveBeenCalled()
  })
})
