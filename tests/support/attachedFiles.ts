import { toFile } from 'openai'
import type { ContractTarget } from './contractTarget.ts'

/** The ids of new files for assistants. */
export async function uploadedFiles({ client }: ContractTarget, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index += 1) {
    const file = await toFile(new Blob([`file ${index}`]), `${index}.txt`)
    ids.push((await client.files.create({ file, purpose: 'assistants' })).id)
  }
  return ids
}

/** The id of a new vector store. */
export async function createdStore({ client }: ContractTarget): Promise<string> {
  return (await client.vectorStores.create({})).id
}

/** Metadata of that many pairs, with keys and values of the greatest length. */
export function metadataOf(count: number): Record<string, string> {
  const pairs = Array.from({ length: count }, (_, index) => [String(index).padEnd(64, 'k'), 'v'.repeat(512)])
  return Object.fromEntries(pairs)
}

/** Metadata that are refused, and the place that is named. */
export const BAD_METADATA: [metadata: unknown, param: string][] = [
  [metadataOf(17), 'metadata'],
  [{ ['k'.repeat(65)]: 'v' }, `metadata.${'k'.repeat(65)}`],
  [{ key: 'v'.repeat(513) }, 'metadata.key'],
  [{ key: 1 }, 'metadata.key'],
  [{ key: null }, 'metadata.key'],
  [[], 'metadata'],
  ['text', 'metadata'],
]

/** Metadata whose keys are names that all objects of JavaScript have. */
export const ODD_METADATA: unknown = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}')
