import type { Answer, Call, Conversation } from './conversation.ts'
import { countTokens, tokenize } from './tokens.ts'

export interface Limits {
  maxTokens: number | null
  stop: string[]
}

/** One token on its way out, and what it belongs to. */
export type Piece =
  | { type: 'reasoning' | 'text'; text: string }
  | { type: 'arguments'; text: string; call: Call }

export interface Generation {
  pieces: Piece[]
  /** The answer as far as the limits let it come. */
  answer: Answer
  isCut: boolean
  usage: { prompt: number; completion: number; reasoning: number }
}

/** Applies `stop` and the token limit to an answer, as a model's server does. Reasoning counts against the limit. */
export function generate(conversation: Conversation, answer: Answer, limits: Limits): Generation {
  const whole: Piece[] = [
    ...piecesOf('reasoning', answer.reasoning),
    ...piecesOf('text', beforeStop(answer.text, limits.stop)),
    ...answer.calls.flatMap((call) =>
      tokenize(call.arguments).map((text): Piece => ({ type: 'arguments', text, call })),
    ),
  ]
  const pieces = limits.maxTokens === null ? whole : whole.slice(0, limits.maxTokens)
  return {
    pieces,
    answer: joined(pieces),
    isCut: pieces.length < whole.length,
    usage: {
      prompt: countPrompt(conversation),
      completion: pieces.length,
      reasoning: pieces.filter((piece) => piece.type === 'reasoning').length,
    },
  }
}

function piecesOf(type: 'reasoning' | 'text', text: string): Piece[] {
  return tokenize(text).map((token) => ({ type, text: token }))
}

function beforeStop(text: string, stop: string[]): string {
  const ends = stop.map((sequence) => text.indexOf(sequence)).filter((index) => index >= 0)
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends))
}

function joined(pieces: Piece[]): Answer {
  const answer: Answer = { reasoning: '', text: '', calls: [] }
  for (const piece of pieces) {
    if (piece.type !== 'arguments') {
      answer[piece.type] += piece.text
      continue
    }
    const call = answer.calls.find(({ id }) => id === piece.call.id)
    if (call === undefined) answer.calls.push({ ...piece.call, arguments: piece.text })
    else call.arguments += piece.text
  }
  return answer
}

/** Three tokens a message, three for the reply, as OpenAI's chat format has it; 85 for a small image. */
const MESSAGE_TOKENS = 3
const IMAGE_TOKENS = 85

function countPrompt(conversation: Conversation): number {
  const { instructions, tools, turns } = conversation
  let tokens = MESSAGE_TOKENS
  if (instructions !== '') tokens += MESSAGE_TOKENS + countTokens(instructions)
  if (tools.length > 0) tokens += countTokens(JSON.stringify(tools))
  for (const turn of turns) {
    tokens += MESSAGE_TOKENS
    switch (turn.role) {
      case 'user':
        tokens += countTokens(turn.text) + turn.images.length * IMAGE_TOKENS
        for (const file of turn.files) tokens += countTokens(file.name) + countTokens(file.text)
        break
      case 'assistant':
        tokens += countTokens(turn.text)
        for (const call of turn.calls) tokens += countTokens(call.name) + countTokens(call.arguments)
        break
      case 'tool':
        tokens += countTokens(turn.output)
        break
    }
  }
  return tokens
}

/** How many of the pieces are arguments of calls. */
export function countArguments({ pieces }: Generation): number {
  return pieces.filter(({ type }) => type === 'arguments').length
}
