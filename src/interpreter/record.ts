import type { InterpreterResult } from '../runtime/interpreter.ts'
import { LIMITS, MAX_IMAGE_BYTES, MAX_IMAGES } from './pyodide.ts'

type Made = Pick<InterpreterResult, 'logs' | 'images' | 'files'>

/** What a program has said and made so far. */
export interface ProgramRecord {
  write: (text: string) => void
  addImage: (bytes: Uint8Array<ArrayBuffer>) => void
  addFiles: (files: readonly { name: string; bytes: Uint8Array<ArrayBuffer> }[]) => void
  made: () => Made
}

/** Room for what the session says beside what the program writes: tracebacks, notes. */
const MAX_LENGTH = LIMITS.logLength + 50_000

/** Keeps what a program gives within the limits, which its session keeps as well: but there the program could change them. */
export function createRecord(onOutput: (text: string) => void = () => undefined): ProgramRecord {
  let logs = ''
  const images: Blob[] = []
  let files: { name: string; blob: Blob }[] = []
  return {
    write(text) {
      const kept = text.slice(0, MAX_LENGTH - logs.length)
      if (kept === '') return
      logs += kept
      onOutput(kept)
    },
    addImage(bytes) {
      if (images.length >= MAX_IMAGES || bytes.length > MAX_IMAGE_BYTES) return
      images.push(new Blob([bytes], { type: 'image/png' }))
    },
    addFiles(made) {
      let room: number = LIMITS.fileBytes
      files = made
        .slice(0, LIMITS.files)
        .filter(({ bytes }) => (room -= bytes.length) >= 0)
        .map(({ name, bytes }) => ({ name, blob: new Blob([bytes]) }))
    },
    made: () => ({ logs, images, files }),
  }
}
