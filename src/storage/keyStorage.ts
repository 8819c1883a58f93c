import * as v from 'valibot'
import { PBKDF2_ITERATIONS, type Vault } from '@/domain/keyCipher.ts'
import { parseJSON, readText, setAside, writeText, type StorageArea } from './webStorage.ts'

export const KEYS_NAME = 'skein.keys'
export const VAULT_NAME = 'skein.vault'
export const BROKEN_VAULT_NAME = 'skein.vault.broken'

const KeysSchema = v.record(v.string(), v.string())

const SealedTextSchema = v.object({ iv: v.string(), ciphertext: v.string() })

const VaultSchema = v.object({
  version: v.literal(1),
  iterations: v.pipe(v.number(), v.integer(), v.minValue(PBKDF2_ITERATIONS)),
  salt: v.string(),
  verifier: SealedTextSchema,
  keys: v.record(v.string(), SealedTextSchema),
  lockAfterMinutes: v.nullable(v.pipe(v.number(), v.minValue(1))),
}) satisfies v.GenericSchema<unknown, Vault>

/** The plain keys of this tab or of this device, by connection id. A list that cannot be read counts as none. */
export function readKeys(area: StorageArea): Record<string, string> {
  return v.parse(v.fallback(KeysSchema, {}), parseJSON(readText(area, KEYS_NAME) ?? '{}'))
}

/** @throws AppError of kind `storage-full` or `storage`. */
export function writeKeys(area: StorageArea, keys: Record<string, string>): void {
  writeText(area, KEYS_NAME, Object.keys(keys).length === 0 ? null : JSON.stringify(keys))
}

/** The encrypted keys, or `null` when there are none. A vault that cannot be read is set aside, still encrypted. */
export function readVault(): Vault | null {
  const text = readText('local', VAULT_NAME)
  if (text === null) return null
  const parsed = v.safeParse(VaultSchema, parseJSON(text))
  if (parsed.success) return parsed.output
  setAside(BROKEN_VAULT_NAME, [text])
  writeText('local', VAULT_NAME, null)
  return null
}

/** @throws AppError of kind `storage-full` or `storage`. */
export function writeVault(vault: Vault | null): void {
  writeText('local', VAULT_NAME, vault === null ? null : JSON.stringify(vault))
}

/** Removes every key from both areas, broken vaults too. */
export function eraseKeys(): void {
  writeText('session', KEYS_NAME, null)
  for (const name of [KEYS_NAME, VAULT_NAME, BROKEN_VAULT_NAME]) writeText('local', name, null)
}
