import type { TokenCount } from './countSource.ts'
import type { EncodingName } from './encodings.ts'

export type TokenRequest =
  | { type: 'count'; id: number; encoding: EncodingName; source: string | Blob }
  | { type: 'bytes'; id: number; encoding: EncodingName; ids: Uint32Array }
  | { type: 'stop'; id: number }

export type TokenAnswer =
  | { type: 'progress'; id: number; share: number }
  | { type: 'counted'; id: number; count: TokenCount }
  | { type: 'bytes'; id: number; bytes: Uint8Array[] }
  | { type: 'stopped'; id: number }
  | { type: 'failed'; id: number; message: string }
