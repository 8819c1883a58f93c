import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { Connection, KeyMode } from '@/domain/connection.ts'
import { AppError } from '@/domain/errors.ts'
import type { KeyState } from '@/domain/keyState.ts'
import { withoutEntry } from '@/domain/withoutEntry.ts'
import { eraseKeys, KEYS_NAME, readKeys, writeKeys } from '@/storage/keyStorage.ts'
import { openTabChannel } from '@/storage/tabChannel.ts'
import { watchOtherTabs, type StorageArea } from '@/storage/webStorage.ts'
import { useConnectionsStore } from './connections.ts'
import { useVaultStore } from './vault.ts'

/** The keys of the connections. None of them is exposed as state; see `docs/decisions/0004-keys.md`. */
export const useKeyringStore = defineStore('keyring', () => {
  const connections = useConnectionsStore()
  const vault = useVaultStore()
  const tabKeys = shallowRef(readKeys('session'))
  const deviceKeys = shallowRef(readKeys('local'))

  const hasVault = computed(() => vault.exists)
  const isLocked = computed(() => vault.isLocked)
  const lockAfterMinutes = computed(() => vault.lockAfterMinutes)
  const hasKeys = computed(
    () => vault.exists || Object.keys(tabKeys.value).length + Object.keys(deviceKeys.value).length > 0,
  )

  const tabs = openTabChannel('skein.keyring')

  function modeOf(id: string): KeyMode {
    return connections.byId(id)?.key.mode ?? 'none'
  }

  function stateOf(connectionId: string): KeyState {
    switch (modeOf(connectionId)) {
      case 'none':
        return 'none'
      case 'tab':
        return connectionId in tabKeys.value ? 'ready' : 'missing'
      case 'device':
        return connectionId in deviceKeys.value ? 'ready' : 'missing'
      case 'passphrase':
        return vault.stateOf(connectionId)
    }
  }

  /**
   * The key to send, `null` when there is none.
   * @throws AppError of kind `locked` when it is encrypted and the passphrase has not been given yet.
   */
  function keyFor(connection: Connection): string | null {
    const { id } = connection
    switch (modeOf(id)) {
      case 'none':
        return null
      case 'tab':
        return tabKeys.value[id] ?? null
      case 'device':
        return deviceKeys.value[id] ?? null
      case 'passphrase': {
        const secret = vault.secretOf(id)
        if (vault.stateOf(id) === 'locked')
          throw new AppError({ kind: 'locked', detail: 'The key is locked.' })
        return secret
      }
    }
  }

  function writePlain(area: StorageArea, id: string, secret: string | null): void {
    // Read anew: another tab may have written meanwhile.
    const others = withoutEntry(readKeys(area), id)
    const next = secret === null ? others : { ...others, [id]: secret }
    writeKeys(area, next)
    if (area === 'session') tabKeys.value = next
    else deviceKeys.value = next
  }

  /**
   * Keeps the key of a connection where `mode` says, and nowhere else. An empty secret forgets it. The passphrase is needed
   * only for mode `passphrase` while the encrypted keys are locked or there are none. Gives `false` when it is wrong:
   * nothing has changed then.
   * @throws AppError of kind `locked` (a passphrase is needed), `storage-full` or `storage`.
   */
  async function save(id: string, secret: string, mode: KeyMode, passphrase?: string): Promise<boolean> {
    const place = secret === '' ? 'none' : mode
    if (place === 'passphrase' && !(await vault.put(id, secret, passphrase))) return false
    writePlain('session', id, place === 'tab' ? secret : null)
    writePlain('local', id, place === 'device' ? secret : null)
    if (place !== 'passphrase') vault.drop(id)
    connections.update(id, { key: { mode } })
    return true
  }

  /** Moves the key to where `mode` says and wipes the old place. As `save`; throws `locked` while the key is locked. */
  async function setMode(id: string, mode: KeyMode, passphrase?: string): Promise<boolean> {
    const connection = connections.byId(id)
    if (connection === undefined || connection.key.mode === mode) return true
    return save(id, keyFor(connection) ?? '', mode, passphrase)
  }

  /** Forgets the key of one connection. */
  function forget(id: string): void {
    vault.drop(id)
    writePlain('session', id, null)
    writePlain('local', id, null)
  }

  function forgetHere(): void {
    vault.erase()
    eraseKeys()
    tabKeys.value = {}
    deviceKeys.value = {}
  }

  /** Removes every key at once, from this device and from every open tab. */
  function forgetAll(): void {
    forgetHere()
    tabs?.postMessage('keys-forgotten')
  }

  tabs?.addEventListener('message', forgetHere)
  const stopWatching = watchOtherTabs(KEYS_NAME, () => {
    deviceKeys.value = readKeys('local')
  })
  onScopeDispose(() => {
    tabs?.close()
    stopWatching()
  })

  return {
    hasVault,
    hasKeys,
    isLocked,
    lockAfterMinutes,
    stateOf,
    keyFor,
    save,
    setMode,
    forget,
    forgetAll,
    unlock: vault.unlock,
    lock: vault.lock,
    changePassphrase: vault.changePassphrase,
    setLockAfter: vault.setLockAfter,
  }
})
