import { readFile } from 'node:fs/promises'
import { readSeed, SeedError, type Seed } from '../runtime/db/seed.ts'

/** Reads a seed from a JSON file. @throws SeedError that names the file, and the place in it where there is one. */
export async function readSeedFile(path: string): Promise<Seed> {
  try {
    return readSeed(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new SeedError(`--seed ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}
