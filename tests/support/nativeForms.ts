import { Blob, File } from 'node:buffer'
import { vi } from 'vitest'

// jsdom's forms and files are not those that the fetch of Node can send, nor have they streams. Import it before what uses them.
const form = await new Response(new URLSearchParams()).formData()
vi.stubGlobal('FormData', form.constructor)
vi.stubGlobal('File', File)
vi.stubGlobal('Blob', Blob)
