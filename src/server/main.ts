import { SeedError } from '../runtime/db/seed.ts'
import { createAssistantsServer } from './assistantsServer.ts'
import { type Command, HELP, readCommand } from './options.ts'
import { readSeedFile } from './seedFile.ts'
import { serve } from './serve.ts'

const command = readCommand(process.argv.slice(2))

switch (command.type) {
  case 'help':
    process.stdout.write(HELP)
    break
  case 'refuse':
    refuse(command.reason)
    break
  case 'serve':
    try {
      await run(command)
    } catch (error) {
      if (error instanceof SeedError) refuse(error.message)
      else {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
        process.exitCode = 1
      }
    }
    break
}

function refuse(reason: string): void {
  process.stderr.write(`${reason}\nSee --help.\n`)
  process.exitCode = 2
}

async function run({ port, seed, ...options }: Extract<Command, { type: 'serve' }>): Promise<void> {
  const assistants = await createAssistantsServer({
    ...options,
    ...(seed !== null && { seed: await readSeedFile(seed) }),
  })
  const server = await serve(assistants.fetch, { port })
  const source = options.upstream?.baseURL ?? 'the offline demo'
  console.log(`Serving assistants over ${source} at ${server.url}/v1`)
  // The first signal ends it in order; a second one ends it at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close().then(assistants.close))
  }
}
