import { parseArgs } from 'node:util'
import type { Upstream } from './upstream.ts'

export const HELP = `Usage: npm run runtime -- [options]

Serves an OpenAI-compatible API on 127.0.0.1: /v1/models, /v1/chat/completions,
/v1/responses and /v1/embeddings, from an upstream or from the offline demo.

  --port PORT      the port to listen on (8788; 0 takes a free one)
  --upstream URL   base URL of the server to pass requests on to, e.g. https://api.openai.com/v1
  --key KEY        API key for the upstream, used instead of the client's own
  --seed FILE      objects to begin with (needs the Assistants runtime, which is not in this version)
  --help           show this text
`

export type Command =
  | { type: 'help' }
  | { type: 'refuse'; reason: string }
  | { type: 'serve'; port: number; upstream: Upstream | null }

/** Reads the command line after `node main.ts`. */
export function readCommand(words: string[]): Command {
  const values = parsed(words)
  if (typeof values === 'string') return { type: 'refuse', reason: values }
  if (values.help === true) return { type: 'help' }
  if (values.seed !== undefined) {
    return { type: 'refuse', reason: 'Seeding needs the Assistants runtime, which is not in this version.' }
  }
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    return { type: 'refuse', reason: `--port must be a number from 0 to 65535, not '${values.port}'.` }
  }
  const { upstream, key = null } = values
  if (upstream === undefined) {
    if (key !== null)
      return { type: 'refuse', reason: '--key is the key of an upstream: give --upstream too.' }
    return { type: 'serve', port, upstream: null }
  }
  if (!isHttpURL(upstream)) {
    return { type: 'refuse', reason: `--upstream must be an http or https address, not '${upstream}'.` }
  }
  return { type: 'serve', port, upstream: { baseURL: upstream.replace(/\/+$/, ''), key } }
}

interface Flags {
  port: string
  upstream?: string
  key?: string
  seed?: string
  help?: boolean
}

/** The flags, or what is wrong with them. */
function parsed(words: string[]): Flags | string {
  try {
    return parseArgs({
      args: words,
      options: {
        port: { type: 'string', default: '8788' },
        upstream: { type: 'string' },
        key: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function isHttpURL(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
