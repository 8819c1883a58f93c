import type { ChatEvent, ChatParameters, ChatTool, ChatToolChoice, ChatTurn } from '../../domain/chat.ts'

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
  contextWindow: (model: string) => Promise<number | null>
  /**
   * Asks the model, and gives its answer as it comes. Repeats what makes sense to repeat before anything has come: a rate limit or a
   * failure of the server (never an exhausted quota), and a request without a parameter that the server refuses.
   * @throws AppError
   */
  stream: (request: ModelRequest, signal: AbortSignal) => AsyncGenerator<ChatEvent>
}
