import type { InterpreterFile } from '../runtime/interpreter.ts'
import { MAX_ATTACHED_BYTES } from './pyodide.ts'

interface Attachment {
  /** Under `/mnt/data`. */
  name: string
  bytes: Uint8Array<ArrayBuffer>
}

/** What a session has been given of the files that are attached to its thread. */
export interface Attachments {
  /** The bytes of those that it hasn't, or a sentence where they are too many. @throws what `read` throws */
  read: (files: readonly InterpreterFile[]) => Promise<Attachment[] | string>
}

export function createAttachments(): Attachments {
  const given = new Set<string>()
  let total = 0
  return {
    async read(files) {
      const wanted = files.filter(({ id, name }) => !given.has(`${id} ${name}`))
      const read = await Promise.all(wanted.map(async (file) => ({ ...file, blob: await file.read() })))
      const size = read.reduce((sum, { blob }) => sum + blob.size, total)
      if (size > MAX_ATTACHED_BYTES) {
        return `The attached files have ${size} bytes together. Programs get at most ${MAX_ATTACHED_BYTES}.\n`
      }
      total = size
      return Promise.all(
        read.map(async ({ id, name, blob }) => {
          given.add(`${id} ${name}`)
          return { name: nameInside(name), bytes: new Uint8Array(await blob.arrayBuffer()) }
        }),
      )
    },
  }
}

/** A name that leads nowhere but below `/mnt/data`. */
function nameInside(name: string): string {
  const steps = name.replaceAll('\0', '').split('/')
  return steps.filter((step) => !['', '.', '..'].includes(step)).join('/') || 'file'
}
