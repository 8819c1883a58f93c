import type { VectorStore, VectorStoreCreateParams, VectorStoreUpdateParams } from './api.ts'
import { metadataOf, type MetadataPair, pairsOf } from './assistantDraft.ts'
import { STORE_EXPIRY_DAYS } from '../facts/limits.ts'
import { AUTO_CHUNKING, type ChunkingDraft, chunkingOf } from './chunkingDraft.ts'

/** A vector store as its form has it. */
export interface VectorStoreDraft {
  name: string
  /** After how many days without use it expires; blank: never. As it is typed. */
  days: string
  metadata: MetadataPair[]
  /** Of the files that it is made with. */
  chunking: ChunkingDraft
}

/** The form of a store, or of a new one. */
export function vectorStoreDraftOf(store: VectorStore | null): VectorStoreDraft {
  return {
    name: store?.name ?? '',
    days: store?.expires_after?.days.toString() ?? '',
    metadata: pairsOf(store?.metadata),
    chunking: AUTO_CHUNKING,
  }
}

/** Whether what is typed as days is blank, or a number of days that the API takes. */
export function isExpiryValid(days: string): boolean {
  const text = days.trim()
  return (
    text === '' ||
    (/^\d+$/u.test(text) && Number(text) >= STORE_EXPIRY_DAYS.min && Number(text) <= STORE_EXPIRY_DAYS.max)
  )
}

/** What makes a store of a draft, with these files in it. */
export function vectorStoreCreateParams(
  { name, days, metadata, chunking }: VectorStoreDraft,
  fileIds: readonly string[],
): VectorStoreCreateParams {
  const strategy = chunkingOf(chunking)
  return {
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(days.trim() !== '' && { expires_after: expiryOf(days) }),
    ...(metadata.length > 0 && { metadata: metadataOf(metadata) }),
    ...(fileIds.length > 0 && { file_ids: [...fileIds] }),
    ...(fileIds.length > 0 && strategy && { chunking_strategy: strategy }),
  }
}

/** What makes a store into what the draft says. */
export function vectorStoreUpdateParams({ name, days, metadata }: VectorStoreDraft): VectorStoreUpdateParams {
  return {
    name: name.trim() === '' ? null : name.trim(),
    expires_after: days.trim() === '' ? null : expiryOf(days),
    metadata: metadataOf(metadata),
  }
}

function expiryOf(days: string): { anchor: 'last_active_at'; days: number } {
  return { anchor: 'last_active_at', days: Number(days) }
}
