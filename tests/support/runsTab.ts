import { createPinia, disposePinia, setActivePinia } from 'pinia'
import type { RunKey, ThreadKey } from '@/domain/place.ts'
import { provideBrowserClient, provideClients } from '@/services/clients.ts'
import { createClient } from '@/services/createClient.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useKeyringStore } from '@/stores/keyring.ts'
import { useKnownRunsStore } from '@/stores/knownRuns.ts'
import { useRunsStore } from '@/stores/runs.ts'
import { useThreadsStore } from '@/stores/threads.ts'
import { useThreadStatesStore } from '@/stores/threadStates.ts'
import { clientOver } from './serviceScene.ts'
// Loaded with the test, so that no wait inside it is a wait for the SDK.
import '@/services/sdk.ts'

type Fetch = typeof globalThis.fetch

export interface RunsTab {
  runs: ReturnType<typeof useRunsStore>
  known: ReturnType<typeof useKnownRunsStore>
  states: ReturnType<typeof useThreadStatesStore>
  threads: ReturnType<typeof useThreadsStore>
  /** A place on the network, which the same server answers. */
  networkPlace: () => string
  /** What a reload leaves behind. */
  close: () => void
}

/** The stores of a page that has just been opened, over a server that answers for this browser and for every connection. */
export function openRunsTab(fetch: Fetch): RunsTab {
  provideBrowserClient(() => clientOver(fetch))
  provideClients((connection) =>
    createClient(connection, { apiKey: useKeyringStore().keyFor(connection), fetch }),
  )
  const pinia = createPinia()
  setActivePinia(pinia)
  return {
    runs: useRunsStore(),
    known: useKnownRunsStore(),
    states: useThreadStatesStore(),
    threads: useThreadsStore(),
    networkPlace: () =>
      useConnectionsStore().add({
        name: 'Server',
        kind: 'custom',
        baseURL: 'https://server.invalid/v1',
        api: 'auto',
        assistants: 'yes',
        key: { mode: 'none' },
      }).id,
    close: () => disposePinia(pinia),
  }
}

export function runKey(threadId: string, runId: string, placeId = 'browser'): RunKey {
  return { placeId, threadId, runId }
}

export function threadKey(threadId: string, placeId = 'browser'): ThreadKey {
  return { placeId, threadId }
}
