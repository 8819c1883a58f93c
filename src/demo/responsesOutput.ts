import type { Generation, Piece } from './generation.ts'
import { createId } from '../domain/ids.ts'

type ItemStatus = 'in_progress' | 'completed' | 'incomplete'

/** An item of a response's output, with the tokens that it is made of. */
export type OutputItem = { id: string; pieces: string[]; isCut: boolean } & (
  | { type: 'reasoning' | 'message' }
  | { type: 'function_call'; callId: string; name: string }
)

/** The output items of a generation, in order: reasoning, message, calls. An empty answer is an empty message. */
export function itemsOf(generation: Generation): OutputItem[] {
  const items: OutputItem[] = []
  let group: Piece | null = null
  for (const piece of generation.pieces) {
    if (group === null || groupOf(group) !== groupOf(piece)) items.push(itemFor(piece))
    items.at(-1)?.pieces.push(piece.text)
    group = piece
  }
  if (items.length === 0) items.push(itemFor({ type: 'text', text: '' }))
  const last = items.at(-1)
  if (last !== undefined) last.isCut = generation.isCut
  return items
}

function groupOf(piece: Piece): string {
  return piece.type === 'arguments' ? piece.call.id : piece.type
}

function itemFor(piece: Piece): OutputItem {
  switch (piece.type) {
    case 'reasoning':
      return { type: 'reasoning', id: createId('rs'), pieces: [], isCut: false }
    case 'text':
      return { type: 'message', id: createId('msg'), pieces: [], isCut: false }
    case 'arguments': {
      const { id: callId, name } = piece.call
      return { type: 'function_call', id: createId('fc'), callId, name, pieces: [], isCut: false }
    }
  }
}

/** The item as it is on the wire when it begins. */
export function emptyItem(item: OutputItem): object {
  return wireItem(item, '', 'in_progress')
}

/** The item as it is on the wire when it is done. */
export function fullItem(item: OutputItem): object {
  return wireItem(item, item.pieces.join(''), item.isCut ? 'incomplete' : 'completed')
}

/** The one text part of a message. */
export function textPart(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

/** The one summary part of reasoning. */
export function summaryPart(text: string): object {
  return { type: 'summary_text', text }
}

function wireItem(item: OutputItem, text: string, status: ItemStatus): object {
  const { id, type } = item
  const hasBegun = status !== 'in_progress'
  switch (type) {
    case 'reasoning':
      return { id, type, summary: hasBegun ? [summaryPart(text)] : [], status }
    case 'message':
      return { id, type, role: 'assistant', content: hasBegun ? [textPart(text)] : [], status }
    case 'function_call':
      return { id, type, call_id: item.callId, name: item.name, arguments: text, status }
  }
}
