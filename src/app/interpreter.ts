import type { Interpreter } from '../runtime/interpreter.ts'
import type { SessionMemory } from '../interpreter/createInterpreter.ts'
import { parseJSON, readText, writeText } from '../storage/webStorage.ts'
import { useInterpreterStore } from '../stores/interpreter.ts'
import { useSettingsStore } from '../stores/settings.ts'
import { chunk } from './chunk.ts'

/** The interpreter of this page, as the person has set it; what it does and asks is in the store. Loaded for the first program. */
export function connectInterpreter(): Interpreter {
  let loading: Promise<Interpreter> | null = null
  const interpreter: Interpreter = {
    async run(task, signal) {
      loading ??= load().catch((cause: unknown) => {
        loading = null // so that the next program tries anew
        throw cause
      })
      return (await loading).run(task, signal)
    },
    restart: (sessionId) => void loading?.then(({ restart }) => restart(sessionId)),
    close: () => void loading?.then(({ close }) => close()),
  }
  useInterpreterStore().connect(interpreter)
  return interpreter
}

async function load(): Promise<Interpreter> {
  const { createPageInterpreter } = await chunk(import('../interpreter/createPageInterpreter.ts'))
  const settings = useSettingsStore()
  const store = useInterpreterStore()
  return createPageInterpreter({
    limitSeconds: () => settings.interpreter.limitSeconds,
    allowedHosts: () => settings.interpreter.allowedHosts,
    askForHost: async (question) => (await store.ask(question)) && settings.allowHost(question.host),
    past: createMemory(),
    onStatus: store.setStatus,
  })
}

const PAST = 'skein.interpreter-threads'
const MAX_PAST = 500

/** The threads whose programs have run in this browser: after a reload their variables are gone, which no model would know. */
function createMemory(): SessionMemory {
  const stored = parseJSON(readText('local', PAST) ?? '[]')
  const ids = new Set(Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [])
  return {
    has: (id) => ids.has(id),
    add(id) {
      if (ids.has(id)) return
      ids.add(id)
      try {
        writeText('local', PAST, JSON.stringify([...ids].slice(-MAX_PAST)))
      } catch {
        // No room: this page still knows.
      }
    },
  }
}
