import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

export interface ReceivedRequest {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: Buffer
}

/** What every program finds something to print in. */
const ANSWER = { id: 'x', object: 'x', data: [], output: [], choices: [{ message: { content: 'Hi.' } }] }
/** One event of a stream, which says `Hi.` to whoever understands it. */
function streamFor(url: string): string {
  const isOfRun = url.includes('/threads')
  const delta = { delta: { content: [{ type: 'text', index: 0, text: { value: 'Hi.' } }] } }
  const event = isOfRun
    ? `event: thread.message.delta\ndata: ${JSON.stringify(delta)}`
    : 'data: {"choices":[{"delta":{"content":"Hi."}}],"type":"response.output_text.delta","delta":"Hi."}'
  return `${event}\n\ndata: [DONE]\n\n`
}

export interface CodeServer {
  /** With `/v1`. */
  baseURL: string
  requests: ReceivedRequest[]
  close: () => Promise<void>
}

/** A server on this machine that keeps what it is sent. */
export async function startCodeServer(): Promise<CodeServer> {
  const requests: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      const { method = '', url = '', headers } = request
      requests.push({ method, url, headers, body })
      const isStream = body.includes('"stream":true')
      response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json')
      response.end(isStream ? streamFor(url) : JSON.stringify(ANSWER))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  return {
    baseURL: `http://127.0.0.1:${address.port}/v1`,
    requests,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A folder where programs find the packages of this project, and `files`. */
export async function programFolder(
  files: Record<string, string>,
): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'as-code-'))
  await symlink(resolve('node_modules'), join(path, 'node_modules'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

/** Runs a program in a folder, and gives what it prints. @throws where it fails */
export async function runProgram(
  command: readonly [string, ...string[]],
  folder: string,
  env: Record<string, string>,
): Promise<string> {
  const [file, ...parameters] = command
  const { stdout } = await promisify(execFile)(file, parameters, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    maxBuffer: 10_000_000,
  })
  return stdout
}
