import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { AppError } from '@/domain/errors.ts'
import { createVault, opensVault, seal, unlockVault, unsealKeys, type Vault } from '@/domain/keyCipher.ts'
import { withoutEntry } from '@/domain/withoutEntry.ts'
import { readVault, VAULT_NAME, writeVault } from '@/storage/keyStorage.ts'
import { openTabChannel } from '@/storage/tabChannel.ts'
import { watchOtherTabs } from '@/storage/webStorage.ts'

/** Between the tabs of this browser. A `CryptoKey` crosses without its bytes: it is not extractable. */
type TabMessage =
  | { type: 'vault-key-wanted' }
  | { type: 'vault-unlocked'; vaultKey: CryptoKey }
  | { type: 'vault-locked' }

const DEFAULT_LOCK_AFTER_MINUTES = 30
const MINUTE_MS = 60_000

/** The encrypted keys: locked, or unlocked in the memory of the open tabs. Used by the keyring alone. */
export const useVaultStore = defineStore('vault', () => {
  const vault = shallowRef(readVault())
  const unlocked = shallowRef<{ vaultKey: CryptoKey; secrets: Record<string, string> } | null>(null)
  let lockTimer: ReturnType<typeof setTimeout> | undefined
  let lockAtMs = Infinity

  const exists = computed(() => vault.value !== null)
  const isLocked = computed(() => vault.value !== null && unlocked.value === null)
  const lockAfterMinutes = computed(() => vault.value?.lockAfterMinutes ?? null)

  const tabs = openTabChannel('skein.vault')
  const tell = (message: TabMessage): void => tabs?.postMessage(message)

  function stateOf(id: string): 'missing' | 'ready' | 'locked' {
    if (vault.value === null || !(id in vault.value.keys)) return 'missing'
    if (unlocked.value === null) return 'locked'
    // Unlocked and yet not there: the encrypted text was damaged.
    return id in unlocked.value.secrets ? 'ready' : 'missing'
  }

  /** The decrypted key. Using one puts off locking when idle. */
  function secretOf(id: string): string | null {
    // A sleeping machine does not run timers.
    if (Date.now() >= lockAtMs) lockHere()
    if (unlocked.value === null) return null
    startLockTimer()
    return unlocked.value.secrets[id] ?? null
  }

  function startLockTimer(): void {
    clearTimeout(lockTimer)
    const minutes = lockAfterMinutes.value
    lockAtMs = minutes === null ? Infinity : Date.now() + minutes * MINUTE_MS
    if (minutes !== null) lockTimer = setTimeout(lockHere, minutes * MINUTE_MS)
  }

  function lockHere(): void {
    clearTimeout(lockTimer)
    lockAtMs = Infinity
    unlocked.value = null
  }

  function write(next: Vault | null): void {
    writeVault(next)
    vault.value = next
  }

  async function openWith(vaultKey: CryptoKey): Promise<void> {
    if (vault.value === null) return
    unlocked.value = { vaultKey, secrets: await unsealKeys(vault.value, vaultKey) }
    startLockTimer()
  }

  /** Gives `false` when the passphrase is wrong. */
  async function unlock(passphrase: string): Promise<boolean> {
    if (vault.value === null) return true
    const vaultKey = await unlockVault(vault.value, passphrase)
    if (vaultKey === null) return false
    await openWith(vaultKey)
    tell({ type: 'vault-unlocked', vaultKey })
    return true
  }

  function lock(): void {
    lockHere()
    tell({ type: 'vault-locked' })
  }

  /** An open vault, made when there is none; `false` when the passphrase is wrong. */
  async function openOrCreate(passphrase: string | undefined): Promise<boolean> {
    if (unlocked.value !== null) return true
    if (passphrase === undefined || passphrase === '') {
      throw new AppError({ kind: 'locked', detail: 'A passphrase is needed.' })
    }
    if (vault.value !== null) return unlock(passphrase)
    const created = await createVault(passphrase, DEFAULT_LOCK_AFTER_MINUTES)
    write(created.vault)
    await openWith(created.vaultKey)
    tell({ type: 'vault-unlocked', vaultKey: created.vaultKey })
    return true
  }

  /**
   * Keeps the key of a connection. Gives `false` when the passphrase is wrong.
   * @throws AppError of kind `locked` (a passphrase is needed), `storage-full` or `storage`.
   */
  async function put(id: string, secret: string, passphrase: string | undefined): Promise<boolean> {
    if (!(await openOrCreate(passphrase)) || unlocked.value === null) return false
    const { vaultKey } = unlocked.value
    const sealed = await seal(vaultKey, secret, id)
    // Another tab may have written, or forgotten everything, meanwhile.
    const latest = readVault()
    if (latest === null || !(await opensVault(latest, vaultKey))) return false
    write({ ...latest, keys: { ...latest.keys, [id]: sealed } })
    await openWith(vaultKey)
    return true
  }

  function drop(id: string): void {
    const latest = readVault()
    if (latest === null || !(id in latest.keys)) return
    const keys = withoutEntry(latest.keys, id)
    // The last key takes the passphrase along: the next one may have another.
    if (Object.keys(keys).length === 0) {
      erase()
      return
    }
    write({ ...latest, keys })
    if (unlocked.value === null) return
    unlocked.value = { ...unlocked.value, secrets: withoutEntry(unlocked.value.secrets, id) }
  }

  function erase(): void {
    lockHere()
    write(null)
  }

  /** Encrypts every key anew. Gives `false` when the present passphrase is wrong. */
  async function changePassphrase(present: string, next: string): Promise<boolean> {
    if (!(await unlock(present)) || unlocked.value === null) return false
    const { secrets } = unlocked.value
    const { vault: empty, vaultKey } = await createVault(next, lockAfterMinutes.value)
    const keys: Vault['keys'] = {}
    for (const [id, secret] of Object.entries(secrets)) keys[id] = await seal(vaultKey, secret, id)
    write({ ...empty, keys })
    await openWith(vaultKey)
    tell({ type: 'vault-unlocked', vaultKey })
    return true
  }

  function setLockAfter(minutes: number | null): void {
    const latest = readVault()
    if (latest === null) return
    write({ ...latest, lockAfterMinutes: minutes })
    if (unlocked.value !== null) startLockTimer()
  }

  /** Takes over what another tab has written: opened with the key at hand, or locked when that is the old one. */
  async function adopt(vaultKey: CryptoKey | undefined): Promise<void> {
    vault.value = readVault()
    const isOpen = vault.value !== null && vaultKey !== undefined && (await opensVault(vault.value, vaultKey))
    if (isOpen) await openWith(vaultKey)
    else lockHere()
  }

  tabs?.addEventListener('message', (event: MessageEvent<TabMessage>) => {
    const message = event.data
    if (message.type === 'vault-unlocked') void adopt(message.vaultKey)
    if (message.type === 'vault-locked') lockHere()
    if (message.type === 'vault-key-wanted' && unlocked.value !== null) {
      tell({ type: 'vault-unlocked', vaultKey: unlocked.value.vaultKey })
    }
  })
  const stopWatching = watchOtherTabs(VAULT_NAME, () => void adopt(unlocked.value?.vaultKey))
  onScopeDispose(() => {
    lockHere()
    tabs?.close()
    stopWatching()
  })
  // A tab that is unlocked already passes its key on: one passphrase a session, however many tabs.
  if (isLocked.value) tell({ type: 'vault-key-wanted' })

  return {
    exists,
    isLocked,
    lockAfterMinutes,
    stateOf,
    secretOf,
    put,
    drop,
    erase,
    unlock,
    lock,
    changePassphrase,
    setLockAfter,
  }
})
