import { parseArgs } from 'node:util'
import type { Upstream } from './upstream.ts'

export const HELP = `Usage: npm run runtime -- [options]

Serves the Assistants API v2 (assistants, threads, messages, runs, files, uploads,
vector stores) on 127.0.0.1, kept in memory until the command ends. Beside it, under
the same base URL, /v1/models, /v1/chat/completions, /v1/responses and /v1/embeddings
are those of an upstream, or of the offline demo; runs are executed over them.

  --port PORT      the port to listen on (8788; 0 takes a free one)
  --upstream URL   base URL of the server whose models are used, e.g. https://api.openai.com/v1;
                   without it, the model is the offline demo's: skein-demo
  --key KEY        API key for the upstream. Requests that are passed on bring it instead of
                   the client's own; without it, runs ask the upstream with no key at all
  --embedding-model NAME
                   search vector stores by meaning too, with this model of the upstream's
                   /embeddings, which is sent the text of their files; without it, by words alone
  --seed FILE      JSON of objects to begin with, put in as they are, with their ids:
                   { "assistants": [], "threads": [], "messages": [], "runs": [], "steps": [],
                   "files": [], "vectorStores": [] }. Each list may be left out. A file may
                   have its text beside it as "content", or its bytes as "content_base64"
  --require-key    refuse requests that bring no API key; any key will do
  --allow-packages fetch the Python packages that programs of code_interpreter import, such as
                   numpy, from Pyodide's CDN; without it they have the standard library
  --help           show this text
`

export type Command =
  | { type: 'help' }
  | { type: 'refuse'; reason: string }
  | {
      type: 'serve'
      port: number
      upstream: Upstream | null
      /** The upstream's; `null`: search is by words alone. */
      embeddingModel: string | null
      /** A file's path. */
      seed: string | null
      isKeyRequired: boolean
      arePackagesAllowed: boolean
    }

/** Reads the command line after `node main.ts`. */
export function readCommand(words: string[]): Command {
  const values = parsed(words)
  if (typeof values === 'string') return { type: 'refuse', reason: values }
  if (values.help === true) return { type: 'help' }
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    return { type: 'refuse', reason: `--port must be a number from 0 to 65535, not '${values.port}'.` }
  }
  const upstream = upstreamOf(values)
  if (typeof upstream === 'string') return { type: 'refuse', reason: upstream }
  const { 'embedding-model': embeddingModel = null } = values
  if (embeddingModel !== null && (upstream === null || embeddingModel === '')) {
    return {
      type: 'refuse',
      reason: '--embedding-model is the name of a model of an upstream: give --upstream too.',
    }
  }
  const { seed = null, 'require-key': isKeyRequired = false } = values
  const { 'allow-packages': arePackagesAllowed = false } = values
  return { type: 'serve', port, upstream, embeddingModel, seed, isKeyRequired, arePackagesAllowed }
}

interface Flags {
  port: string
  upstream?: string
  key?: string
  'embedding-model'?: string
  seed?: string
  'require-key'?: boolean
  'allow-packages'?: boolean
  help?: boolean
}

/** The upstream that was asked for, or what is wrong with it. */
function upstreamOf({ upstream, key }: Flags): Upstream | null | string {
  if (upstream === undefined) {
    return key === undefined ? null : '--key is the key of an upstream: give --upstream too.'
  }
  if (!isHttpURL(upstream)) return `--upstream must be an http or https address, not '${upstream}'.`
  return { baseURL: upstream.replace(/\/+$/, ''), key: key ?? null }
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
        'embedding-model': { type: 'string' },
        seed: { type: 'string' },
        'require-key': { type: 'boolean' },
        'allow-packages': { type: 'boolean' },
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
