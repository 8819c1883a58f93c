/** What both APIs are read into, so that one script answers both. */
export interface Conversation {
  instructions: string
  /** Oldest first. */
  turns: Turn[]
  tools: Tool[]
  toolChoice: ToolChoice
  canCallSeveral: boolean
  format: AnswerFormat
}

export type Turn = UserTurn | AssistantTurn | ToolTurn

export interface UserTurn {
  role: 'user'
  text: string
  images: Image[]
  files: TextFile[]
}

export interface AssistantTurn {
  role: 'assistant'
  text: string
  calls: Call[]
}

export interface ToolTurn {
  role: 'tool'
  callId: string
  output: string
}

export interface Image {
  /** `null` for an image that is only linked to. */
  mediaType: string | null
  bytes: number
}

export interface TextFile {
  name: string
  text: string
}

export interface Call {
  id: string
  name: string
  /** JSON. */
  arguments: string
}

export interface Tool {
  name: string
  description: string
  parameters: Record<string, unknown>
}

export type ToolChoice =
  | { type: 'none' }
  | { type: 'auto' }
  | { type: 'required' }
  | { type: 'named'; name: string }

export type AnswerFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | { type: 'json_schema'; schema: Record<string, unknown> }

/** What the script says: reasoning first, then text or calls. */
export interface Answer {
  reasoning: string
  text: string
  calls: Call[]
}
