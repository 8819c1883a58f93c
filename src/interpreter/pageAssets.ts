import asmURL from 'pyodide/pyodide.asm.mjs?url'
import wasmURL from 'pyodide/pyodide.asm.wasm?url'
import lockURL from 'pyodide/pyodide-lock.json?url'
import moduleURL from 'pyodide/pyodide.mjs?url'
import stdlibURL from 'pyodide/python_stdlib.zip?url'
import type { InterpreterProgress } from '../domain/interpreter.ts'
import { readBytes } from './packages.ts'
import { ASSET_BYTES } from './pyodide.ts'

/** Pyodide's own files, as the page has fetched them. */
export interface PyodideAssets {
  pyodide: Blob
  asm: Blob
  wasm: Blob
  stdlib: Blob
  lock: Blob
}

const TOTAL_BYTES = Object.values(ASSET_BYTES).reduce((sum, bytes) => sum + bytes, 0)

/**
 * Fetches Pyodide's files from where the page itself comes from.
 * @throws Error naming a file that could not be had
 */
export async function fetchAssets(
  onProgress: (progress: InterpreterProgress) => void,
): Promise<PyodideAssets> {
  let loadedBytes = 0
  const load = async (address: string): Promise<Blob> => {
    const response = await fetch(new URL(address, document.baseURI))
    if (!response.ok) throw new Error(`${address} could not be fetched: ${response.status}.`)
    const bytes = await readBytes(response, (count) => {
      loadedBytes += count
      onProgress({ stage: 'download', loadedBytes, totalBytes: TOTAL_BYTES })
    })
    return new Blob([bytes])
  }
  const [pyodide, asm, wasm, stdlib, lock] = await Promise.all([
    load(moduleURL),
    load(asmURL),
    load(wasmURL),
    load(stdlibURL),
    load(lockURL),
  ])
  return { pyodide, asm, wasm, stdlib, lock }
}
