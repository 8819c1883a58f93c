import type { ChatEvent, ChatParameters, ChatTool, ChatToolChoice, ChatTurn } from '../../domain/chat.ts'
import {
  alternatingTurns,
  parameterNamed,
  refusedParameter,
  requestWithout,
} from '../../domain/chatRequest.ts'
import { AppError } from '../../domain/errors.ts'
import { untilAborted } from '../../domain/untilAborted.ts'
import { retryDelayMs } from '../../domain/retryDelay.ts'
import { streamChat } from '../../services/chat.ts'
import type { ModelEndpoint, RuntimeDeps } from '../deps.ts'

/** One turn of a model: the conversation so far, and what it may do. */
export interface ModelRequest {
  /** As a run names it: `<connection slug>/<model id>`, or a model of the default connection. */
  model: string
  /** Oldest first; the instructions are among the parameters. */
  turns: readonly ChatTurn[]
  parameters: ChatParameters
  tools: readonly ChatTool[]
  toolChoice: ChatToolChoice
  isParallel: boolean
}

export interface ModelProvider {
  /** Tokens; `null` when not known. @throws AppError as `ModelDirectory.find` */
  contextWindow: (model: string, signal: AbortSignal) => Promise<number | null>
  /**
   * Asks the model, and gives its answer as it comes. Repeats what makes sense to repeat before anything has come: a rate limit or a
   * failure of the server (never an exhausted quota), and a request without a parameter that the server refuses. Of requests
   * that were made again there are no events.
   * @throws AppError
   */
  stream: (request: ModelRequest, signal: AbortSignal) => AsyncGenerator<ChatEvent>
}

/** More refused parameters than any request has. */
const MAX_REFUSALS = 10

/** Reaches the models of the directory as the chat does. */
export function createModelProvider({ models, clock }: Pick<RuntimeDeps, 'models' | 'clock'>): ModelProvider {
  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    const endpoint = await untilAborted(models.find(request.model), signal)
    const refused = [...endpoint.refused]
    for (let retries = 0, refusals = 0; ;) {
      const attempt = startAttempt()
      try {
        yield* attempt.follow(ask(endpoint, request, { refused, signal }))
        return
      } catch (error) {
        if (attempt.hasCome() || signal.aborted || !(error instanceof AppError)) throw error
        const parameter = refusedParameter(error.data)
        if (parameter !== null && attempt.hasSent(parameter) && !refused.includes(parameter)) {
          refused.push(parameter)
          endpoint.refuse(parameter)
          refusals += 1
          if (refusals <= MAX_REFUSALS) continue
        }
        const delayMs = retryDelayMs(error.data, retries)
        if (delayMs === null) throw error
        retries += 1
        await pause(delayMs, signal)
      }
    }
  }

  async function pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await clock.sleep(ms, signal)
    } catch (cause) {
      throw new AppError({ kind: 'aborted', detail: 'The request was aborted.' }, { cause })
    }
  }

  return {
    stream,
    contextWindow: async (model, signal) => (await untilAborted(models.find(model), signal)).contextWindow,
  }
}

function ask(
  { client, api, kind, model }: ModelEndpoint,
  { parameters, turns, tools, toolChoice, isParallel }: ModelRequest,
  { refused, signal }: { refused: readonly string[]; signal: AbortSignal },
): AsyncGenerator<ChatEvent> {
  const events = streamChat(
    client,
    {
      api,
      model,
      turns: alternatingTurns(turns),
      tools,
      // `auto` is the default, and the choice that a server may not know by name.
      ...(toolChoice !== 'auto' && { toolChoice }),
      isParallel,
      ...requestWithout({ parameters, isStreaming: true }, kind, refused),
    },
    signal,
  )
  return isParallel ? events : withOneCall(events)
}

/** Not every server knows that only one call is wanted. */
async function* withOneCall(events: AsyncIterable<ChatEvent>): AsyncGenerator<ChatEvent> {
  for await (const event of events) {
    if (event.type !== 'tool-call-delta' || event.index === 0) yield event
  }
}

interface Attempt {
  /** Passes events on once something of the answer has come. */
  follow: (events: AsyncIterable<ChatEvent>) => AsyncGenerator<ChatEvent>
  hasCome: () => boolean
  /** Whether the request has what a server calls so. */
  hasSent: (parameter: string) => boolean
}

function startAttempt(): Attempt {
  const held: ChatEvent[] = []
  let hasCome = false

  async function* follow(events: AsyncIterable<ChatEvent>): AsyncGenerator<ChatEvent> {
    for await (const event of events) {
      if (!hasCome && (event.type === 'request-sent' || event.type === 'response-started')) held.push(event)
      else {
        if (!hasCome) {
          hasCome = true
          yield* held
        }
        yield event
      }
    }
  }

  return {
    follow,
    hasCome: () => hasCome,
    hasSent: (parameter) => {
      const [sent] = held
      const fields = sent?.type === 'request-sent' ? Object.keys(Object(sent.body)) : []
      return fields.some((field) => parameterNamed(field) === parameterNamed(parameter))
    },
  }
}
