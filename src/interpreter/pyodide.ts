/** Of the npm package `pyodide` that is installed: a test compares. Its packages are fetched under the same version. */
export const PYODIDE_VERSION = '314.0.7'

/** The files that Python is started from, and their sizes in bytes: servers that compress do not tell how much is to come. */
export const ASSET_BYTES = {
  'pyodide.mjs': 17_931,
  'pyodide.asm.mjs': 1_250_344,
  'pyodide.asm.wasm': 9_598_218,
  'python_stdlib.zip': 2_545_637,
  'pyodide-lock.json': 119_077,
} as const

/** What a session may use, in bytes and characters. What it gives back is held to the same limits outside of it. */
export const LIMITS = {
  memoryBytes: 1_073_741_824,
  diskBytes: 536_870_912,
  logLength: 100_000,
  /** Files that a program has made, and their bytes together. */
  files: 50,
  fileBytes: 134_217_728,
} as const

/** Figures of one program, and the bytes of one. */
export const MAX_IMAGES = 20
export const MAX_IMAGE_BYTES = 20_971_520

/** What may be attached to a session altogether. */
export const MAX_ATTACHED_BYTES = 268_435_456
