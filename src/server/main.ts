import { createGateway } from './gateway.ts'
import { HELP, readCommand } from './options.ts'
import { serve } from './serve.ts'
import type { RunningServer } from './serve.ts'

const command = readCommand(process.argv.slice(2))

switch (command.type) {
  case 'help':
    process.stdout.write(HELP)
    break
  case 'refuse':
    process.stderr.write(`${command.reason}\nSee --help.\n`)
    process.exitCode = 2
    break
  case 'serve':
    try {
      const server = await serve(createGateway(command.upstream), { port: command.port })
      const source = command.upstream?.baseURL ?? 'the offline demo'
      console.log(`Serving ${source} at ${server.url}/v1`)
      closeOnSignals(server)
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      process.exitCode = 1
    }
    break
}

function closeOnSignals(server: RunningServer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close())
  }
}
