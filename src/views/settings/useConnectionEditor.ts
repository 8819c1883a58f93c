import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { Connection } from '@/domain/connection.ts'
import { draftOf, fieldsOf, newFields, type ConnectionFields } from '@/domain/connectionDraft.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import type { KeyState } from '@/domain/keyState.ts'
import type { PresetKind } from '@/domain/presets.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useDoctorStore } from '@/stores/doctor.ts'
import { useKeyringStore } from '@/stores/keyring.ts'
import { useModelsStore } from '@/stores/models.ts'

interface ConnectionEditor {
  fields: Ref<ConnectionFields>
  /** The connection that is edited; `null`: a new one. */
  id: Ref<string | null>
  keyState: ComputedRef<KeyState>
  state: Ref<'idle' | 'saving' | 'wrong-passphrase'>
  error: Ref<AppErrorData | null>
  isChanged: () => boolean
  openNew: (kind: PresetKind) => void
  open: (connection: Connection) => void
  /** The saved connection; `null` when it could not be saved, and `state` or `error` says why. */
  save: () => Promise<Connection | null>
  /** Tests what the fields say. Gives `false` when the kept key has to be unlocked first. */
  test: (isMessageAllowed: boolean) => Promise<boolean>
  dropHeaders: (names: string[]) => void
}

/** One connection while it is filled in, tested and saved. */
export function useConnectionEditor(): ConnectionEditor {
  const connections = useConnectionsStore()
  const keyring = useKeyringStore()
  const doctor = useDoctorStore()
  const models = useModelsStore()

  const fields = shallowRef(newFields('custom'))
  const id = ref<string | null>(null)
  const initial = shallowRef(fields.value)
  const state = ref<'idle' | 'saving' | 'wrong-passphrase'>('idle')
  const error = shallowRef<AppErrorData | null>(null)

  const keyState = computed((): KeyState => (id.value === null ? 'missing' : keyring.stateOf(id.value)))
  const hasKey = computed(() => keyState.value === 'ready' || keyState.value === 'locked')

  function begin(of: string | null, start: ConnectionFields): void {
    id.value = of
    fields.value = start
    initial.value = start
    state.value = 'idle'
    error.value = null
    doctor.dismiss()
  }

  /** A wrong passphrase must change nothing, so it is tried before anything is written. */
  async function canEncrypt(): Promise<boolean> {
    const { mode, secret, passphrase } = fields.value
    const isEncrypted = mode === 'passphrase' && (secret !== '' || keyState.value === 'ready')
    return !isEncrypted || !keyring.isLocked || keyring.unlock(passphrase)
  }

  async function write(): Promise<Connection | null> {
    const { mode, passphrase } = fields.value
    const secret = fields.value.secret.trim()
    const draft = draftOf(fields.value, hasKey.value)
    const before = id.value === null ? undefined : connections.byId(id.value)
    if (before === undefined) id.value = connections.add(draft).id
    // Where the key is now is changed by the keyring, which moves it.
    else connections.replace(before.id, hasKey.value ? { ...draft, key: before.key } : draft)

    const savedId = id.value
    if (savedId === null) return null
    if (secret !== '') await keyring.save(savedId, secret, mode, passphrase)
    else if (hasKey.value) await keyring.setMode(savedId, mode, passphrase)
    rememberFindings(savedId)
    return connections.byId(savedId) ?? null
  }

  async function save(): Promise<Connection | null> {
    state.value = 'saving'
    error.value = null
    try {
      if (!(await canEncrypt())) {
        state.value = 'wrong-passphrase'
        return null
      }
      const saved = await write()
      if (saved !== null) begin(saved.id, fieldsOf(saved))
      return saved
    } catch (cause) {
      error.value = errorDataOf(cause)
      state.value = 'idle'
      return null
    }
  }

  /** What the doctor found holds for the saved connection when it is the same server. */
  function rememberFindings(savedId: string): void {
    const saved = connections.byId(savedId)
    const { examination } = doctor
    if (saved === undefined || examination?.status !== 'finished' || examination.capabilities === null) return
    const { baseURL, kind } = examination.connection
    if (saved.baseURL === baseURL && saved.kind === kind) {
      connections.rememberCapabilities(savedId, examination.capabilities)
    }
  }

  async function test(isMessageAllowed: boolean): Promise<boolean> {
    const typed = fields.value.secret.trim()
    if (typed === '' && keyState.value === 'locked') return false
    const kept = id.value === null ? undefined : connections.byId(id.value)
    const apiKey = typed !== '' || kept === undefined ? typed : keyring.keyFor(kept)
    const connection = { ...draftOf(fields.value, hasKey.value), id: id.value ?? 'draft', slug: 'draft' }
    const model = id.value === null ? null : models.defaultOf(id.value)
    await doctor.run({ connection, apiKey, isMessageAllowed, model })
    if (id.value !== null) rememberFindings(id.value)
    return true
  }

  /** Takes the headers out of the fields that a server refuses; the SDK's own go along only with the kind OpenAI. */
  function dropHeaders(names: string[]): void {
    const refused = new Set(names)
    fields.value = {
      ...fields.value,
      ...(names.some((name) => name.startsWith('x-stainless-')) && { kind: 'custom' }),
      ...(refused.has('openai-organization') && { organization: '' }),
      ...(refused.has('openai-project') && { project: '' }),
      headers: fields.value.headers.filter(({ name }) => !refused.has(name.trim().toLowerCase())),
    }
  }

  return {
    fields,
    id,
    keyState,
    state,
    error,
    isChanged: () => JSON.stringify(fields.value) !== JSON.stringify(initial.value),
    openNew: (kind) => begin(null, newFields(kind)),
    open: (connection) => begin(connection.id, fieldsOf(connection)),
    save,
    test,
    dropHeaders,
  }
}
