import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'

export type NpmCommand = ChildProcessByStdio<null, Readable, Readable>

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The environment of a terminal: without what Vitest adds, which would make another build. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'NODE_ENV' && !name.startsWith('VITEST')),
  )
}

/**
 * Runs an npm script in a process group of its own, and waits until it has printed `line`.
 * @throws Error with all that it printed, where it ends before.
 */
export async function start(
  script: string,
  port: number,
  line: string,
  words: string[] = [],
): Promise<NpmCommand> {
  const child = spawn('npm', ['run', script, '--', ...words], {
    env: { ...plainEnvironment(), PORT: String(port), NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => {
        output += data.toString()
        if (output.includes(line)) resolve()
      })
    child.once('close', () => reject(new Error(`npm run ${script} ended:\n${output}`)))
  })
  return child
}

/** Ends a command with all that it has started, and waits until it is gone. */
export async function stop(child: NpmCommand, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined) return
  process.kill(-child.pid, signal)
  await once(child, 'close')
}
