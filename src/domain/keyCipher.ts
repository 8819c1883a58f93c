/** OWASP's floor for PBKDF2 with HMAC-SHA-256 (Password Storage Cheat Sheet). */
export const PBKDF2_ITERATIONS = 600_000

const VERIFIER_LABEL = 'skein.vault.verifier'
const VERIFIER_TEXT = 'skein'

/** A text under AES-256-GCM; both parts base64. */
export interface SealedText {
  iv: string
  ciphertext: string
}

/** Keys encrypted under one passphrase. The verifier tells a wrong passphrase from a damaged key. */
export interface Vault {
  version: 1
  iterations: number
  /** Base64, 16 random bytes. */
  salt: string
  verifier: SealedText
  /** By connection id. */
  keys: Record<string, SealedText>
  /** Lock again when no key has been used for so long; `null`: only by hand. */
  lockAfterMinutes: number | null
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

/** Whether this page has WebCrypto: only secure contexts (https, localhost) do. */
export function canEncrypt(): boolean {
  return 'subtle' in crypto
}

async function deriveKey(passphrase: string, salt: string, iterations: number): Promise<CryptoKey> {
  // Input methods differ in how they compose the same characters; the normal form is the same for all.
  const bytes = new TextEncoder().encode(passphrase.normalize('NFKC'))
  const material = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt: fromBase64(salt), iterations },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

/** Encrypts `secret` under a fresh iv. `label` is bound in: a sealed text moved to another label does not open. */
export async function seal(key: CryptoKey, secret: string, label: string): Promise<SealedText> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const additionalData = new TextEncoder().encode(label)
  const ciphertext = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData },
    key,
    new TextEncoder().encode(secret),
  )
  return { iv: toBase64(iv), ciphertext: toBase64(new Uint8Array(ciphertext)) }
}

/** The secret, or `null` when the key is another one or the text was changed. */
export async function unseal(key: CryptoKey, sealed: SealedText, label: string): Promise<string | null> {
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: fromBase64(sealed.iv), additionalData: new TextEncoder().encode(label) },
      key,
      fromBase64(sealed.ciphertext),
    )
    return new TextDecoder().decode(plain)
  } catch {
    // GCM tells no more than that the tag does not match (OperationError), and atob that it is not base64.
    return null
  }
}

/** An empty vault under `passphrase`, and the key that opens it. Takes some tenths of a second. */
export async function createVault(
  passphrase: string,
  lockAfterMinutes: number | null,
): Promise<{ vault: Vault; vaultKey: CryptoKey }> {
  const salt = toBase64(crypto.getRandomValues(new Uint8Array(16)))
  const vaultKey = await deriveKey(passphrase, salt, PBKDF2_ITERATIONS)
  const verifier = await seal(vaultKey, VERIFIER_TEXT, VERIFIER_LABEL)
  return {
    vault: { version: 1, iterations: PBKDF2_ITERATIONS, salt, verifier, keys: {}, lockAfterMinutes },
    vaultKey,
  }
}

/** Whether `vaultKey` is the one that this vault was made with. */
export async function opensVault(vault: Vault, vaultKey: CryptoKey): Promise<boolean> {
  return (await unseal(vaultKey, vault.verifier, VERIFIER_LABEL)) === VERIFIER_TEXT
}

/** The key of the vault, or `null` when the passphrase is wrong. Takes some tenths of a second. */
export async function unlockVault(vault: Vault, passphrase: string): Promise<CryptoKey | null> {
  const vaultKey = await deriveKey(passphrase, vault.salt, vault.iterations)
  return (await opensVault(vault, vaultKey)) ? vaultKey : null
}

/** The secrets of the vault by connection id. One that was damaged is left out. */
export async function unsealKeys(vault: Vault, vaultKey: CryptoKey): Promise<Record<string, string>> {
  const entries = Object.entries(vault.keys).map(
    async ([id, sealed]) => [id, await unseal(vaultKey, sealed, id)] as const,
  )
  const secrets: Record<string, string> = {}
  for (const [id, secret] of await Promise.all(entries)) if (secret !== null) secrets[id] = secret
  return secrets
}
