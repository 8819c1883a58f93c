import type { HostQuestion, SessionStatus } from '../domain/interpreter.ts'
import type { Interpreter } from '../runtime/interpreter.ts'
import { createInterpreter, type SessionMemory } from './createInterpreter.ts'
import { createPackageSource } from './packages.ts'
import { fetchAssets, type PyodideAssets } from './pageAssets.ts'
import { startPageHost } from './pageHost.ts'
import { createSession } from './pythonSession.ts'
import type { HostStart } from './startPython.ts'

export interface PageInterpreterOptions {
  /** Asked for each program. */
  limitSeconds: () => number
  /** The hosts that programs may reach, and that packages may be fetched from; a session has those of its beginning. */
  allowedHosts: () => readonly string[]
  /** Asks the person whether a host may be used. */
  askForHost: (question: HostQuestion) => Promise<boolean>
  past?: SessionMemory
  onStatus: (sessionId: string, status: SessionStatus) => void
}

/** The interpreter of a page. Nothing is loaded before the first program; then Pyodide is, once for all sessions. */
export function createPageInterpreter(options: PageInterpreterOptions): Interpreter {
  const { limitSeconds, allowedHosts, askForHost, onStatus } = options
  let assets: Promise<PyodideAssets> | null = null

  function loadAssets(onProgress: HostStart['onProgress']): Promise<PyodideAssets> {
    assets ??= fetchAssets(onProgress).catch((cause: unknown) => {
      assets = null // so that the next program tries anew
      throw cause
    })
    return assets
  }

  const packages = createPackageSource({
    lock: async () => (await loadAssets(() => undefined)).lock.text(),
    isAllowed: (host) => allowedHosts().includes(host),
    ask: (host, names) => askForHost({ host, packages: names }),
  })

  return createInterpreter({
    ...(options.past === undefined ? {} : { past: options.past }),
    createSession: (sessionId) =>
      createSession({
        startHost: async (start) =>
          startPageHost({ assets: await loadAssets(start.onProgress), hosts: allowedHosts() }, start),
        packages,
        limitSeconds,
        onStatus: (status) => onStatus(sessionId, status),
      }),
    onEnd: (sessionId) => onStatus(sessionId, { state: 'idle' }),
  })
}
