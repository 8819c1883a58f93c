import { describe, expect, it } from 'vitest'
import {
  createVault,
  opensVault,
  PBKDF2_ITERATIONS,
  seal,
  unlockVault,
  unseal,
  unsealKeys,
} from '@/domain/keyCipher.ts'

const SECRET = 'sk-key-with-ünïcode-密钥'

describe('keyCipher', () => {
  it('opens with the passphrase it was made with, and only with that', async () => {
    const { vault, vaultKey } = await createVault('correct horse', null)
    const stored = { ...vault, keys: { conn_1: await seal(vaultKey, SECRET, 'conn_1') } }
    const opened = await unlockVault(stored, 'correct horse')
    expect(opened).not.toBeNull()
    expect(await unsealKeys(stored, opened!)).toEqual({ conn_1: SECRET })
    expect(await unlockVault(stored, 'correct horsf')).toBeNull()
  })

  it('derives with at least 600,000 iterations and says so in the vault', async () => {
    const { vault } = await createVault('a', null)
    expect(PBKDF2_ITERATIONS).toBeGreaterThanOrEqual(600_000)
    expect(vault.iterations).toBe(PBKDF2_ITERATIONS)
    expect(await unlockVault({ ...vault, iterations: vault.iterations - 1 }, 'a')).toBeNull()
  })

  it('shows nothing of the secret, and never the same text twice', async () => {
    const { vault, vaultKey } = await createVault('a', null)
    const [one, two] = [await seal(vaultKey, SECRET, 'x'), await seal(vaultKey, SECRET, 'x')]
    expect(JSON.stringify([vault, one])).not.toContain('sk-key')
    expect(one.iv).not.toBe(two.iv)
    expect(one.ciphertext).not.toBe(two.ciphertext)
    expect((await createVault('a', null)).vault.salt).not.toBe(vault.salt)
  })

  it('notices a changed text, a changed iv, and a key moved to another connection', async () => {
    const { vault, vaultKey } = await createVault('a', null)
    const sealed = await seal(vaultKey, SECRET, 'conn_1')
    const bytes = atob(sealed.ciphertext)
    const flipped = btoa(String.fromCharCode(bytes.charCodeAt(0) ^ 1) + bytes.slice(1))
    expect(await unseal(vaultKey, { ...sealed, ciphertext: flipped }, 'conn_1')).toBeNull()
    expect(await unseal(vaultKey, { ...sealed, ciphertext: '!not base64!' }, 'conn_1')).toBeNull()
    expect(await unseal(vaultKey, { ...sealed, iv: btoa('other bytes.') }, 'conn_1')).toBeNull()
    expect(await unseal(vaultKey, sealed, 'conn_2')).toBeNull()
    const keys = { conn_1: sealed, conn_2: sealed }
    expect(await unsealKeys({ ...vault, keys }, vaultKey)).toEqual({ conn_1: SECRET })
  })

  it('takes the same characters for the same passphrase however they were composed', async () => {
    const { vault } = await createVault('caf\u00E9 ｐａｓｓ', null)
    expect(await unlockVault(vault, 'cafe\u0301 pass')).not.toBeNull()
  })

  it('keeps the bytes of the derived key to itself', async () => {
    const { vault, vaultKey } = await createVault('a', null)
    expect(await opensVault(vault, vaultKey)).toBe(true)
    await expect(crypto.subtle.exportKey('raw', vaultKey)).rejects.toThrow()
  })
})
