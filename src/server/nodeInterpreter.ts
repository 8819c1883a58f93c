import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PACKAGE_HOST } from '../domain/hostName.ts'
import { createInterpreter } from '../interpreter/createInterpreter.ts'
import { createPackageSource } from '../interpreter/packages.ts'
import { LIMITS } from '../interpreter/pyodide.ts'
import { createSession } from '../interpreter/pythonSession.ts'
import type { StartHost } from '../interpreter/startPython.ts'
import type { Interpreter } from '../runtime/interpreter.ts'

export interface NodeInterpreterOptions {
  /** Lets packages that programs import be fetched. */
  arePackagesAllowed?: boolean
  limitSeconds?: number
}

const SESSION = new URL('../interpreter/session.mjs', import.meta.url)
const DRIVER = new URL('../interpreter/driver.py', import.meta.url)
const PROCESS = new URL('interpreterProcess.mjs', import.meta.url)

/**
 * The interpreter under Node: each session is a process of its own, which may read nothing but what it is made of, write nothing, start
 * nothing, and has none of this one's environment. Nothing is loaded before the first program.
 */
export function createNodeInterpreter({
  arePackagesAllowed = false,
  limitSeconds = 60,
}: NodeInterpreterOptions = {}): Interpreter {
  const packages = createPackageSource({
    lock: () => readFile(pyodideFile('pyodide-lock.json'), 'utf8'),
    isAllowed: (host) => arePackagesAllowed && host === PACKAGE_HOST,
    ask: () => Promise.resolve(false),
  })
  return createInterpreter({
    createSession: () =>
      createSession({
        startHost: startProcess,
        packages,
        limitSeconds: () => limitSeconds,
        onStatus: () => undefined,
      }),
  })
}

const startProcess: StartHost = async ({ hear, signal }) => {
  const [wasm, stdlib, lock, driver] = await Promise.all([
    readFile(pyodideFile('pyodide.asm.wasm')),
    readFile(pyodideFile('python_stdlib.zip')),
    readFile(pyodideFile('pyodide-lock.json'), 'utf8'),
    readFile(DRIVER, 'utf8'),
  ])
  signal.throwIfAborted()
  const [pyodide, asm] = [pyodideFile('pyodide.mjs'), pyodideFile('pyodide.asm.mjs')]
  const readable = [PROCESS, SESSION, pyodide, asm].map((url) => fileURLToPath(url))
  const child = fork(fileURLToPath(PROCESS), {
    env: {},
    execArgv: [
      '--permission',
      ...readable.map((path) => `--allow-fs-read=${path}`),
      '--disallow-code-generation-from-strings',
      '--no-warnings',
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const kill = (): boolean => child.kill('SIGKILL')
  signal.addEventListener('abort', kill)
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  child.on('message', hear)
  child.on('error', (error) => hear({ type: 'broken', message: error.message }))
  child.on('exit', () => hear({ type: 'broken', message: 'Its process has ended.' }))
  const post = (message: object): void => {
    if (child.connected) child.send(message)
  }
  post({
    ...{ session: SESSION.href, pyodide: pyodide.href, asm: asm.href },
    ...{ wasm, stdlib, lock, driver, limits: LIMITS, packageHost: PACKAGE_HOST },
  })
  return { post }
}

/** Where Pyodide's own files lie. */
function pyodideFile(name: string): URL {
  return new URL(name, import.meta.resolve('pyodide/pyodide.mjs'))
}
