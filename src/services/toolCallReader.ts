import type { ChatEvent } from '../domain/chat.ts'
import { createId } from '../domain/ids.ts'

export type ToolCallDelta = Extract<ChatEvent, { type: 'tool-call-delta' }>

/** What one chunk of a reply says of one call; empty where it says nothing of it. */
export interface CallPiece {
  /** The server's own count, where it counts. */
  index: number | null
  id: string
  name: string
  arguments: string
}

export interface ToolCallReader {
  /** Takes what one chunk says. */
  take: (pieces: readonly CallPiece[]) => Generator<ToolCallDelta>
  /** Takes a call that is told whole; only what is new of it comes out. */
  complete: (piece: CallPiece) => Generator<ToolCallDelta>
  /** Gives what was held back. The arguments of a reply that was cut stay as they are. */
  end: (isCut: boolean) => Generator<ToolCallDelta>
}

interface Call {
  /** As the server says it. */
  id: string
  name: string
  arguments: string
  /** Its place among the calls that have been told; `null` while it is held back. */
  place: number | null
}

/**
 * Puts the tool calls of one reply in order, as servers leave out, repeat and mix up every part of them. What comes out
 * is strict: calls are counted from 0; the first delta of a call has its whole name and an id that no other call of the
 * reply has; later ones have arguments alone. So a call is held back until its arguments begin.
 */
export function createToolCallReader(): ToolCallReader {
  const calls: Call[] = []
  const byIndex = new Map<number, Call>()
  const ids = new Set<string>()
  let told = 0

  function* take(pieces: readonly CallPiece[]): Generator<ToolCallDelta> {
    for (const [position, piece] of pieces.entries()) {
      let call = find(piece, pieces.length > 1 ? position : calls.length - 1)
      if (call === undefined || isAnother(call, piece)) call = begin(piece)
      yield* add(call, piece)
    }
  }

  function find({ index, id, name }: CallPiece, position: number): Call | undefined {
    if (index !== null) return byIndex.get(index)
    const known = id === '' ? undefined : calls.findLast((call) => call.id === id)
    // Without an index, a new id with a name is a new call.
    return known ?? (id !== '' && name !== '' ? undefined : calls[position])
  }

  function begin({ index }: CallPiece): Call {
    const call: Call = { id: '', name: '', arguments: '', place: null }
    calls.push(call)
    if (index !== null) byIndex.set(index, call)
    return call
  }

  function* add(call: Call, piece: CallPiece): Generator<ToolCallDelta> {
    call.id ||= piece.id
    const isOver = hasBegun(call) && isWhole(call.arguments)
    if (piece.arguments !== '' && !isOver) {
      // An empty object may stand for what is still to come.
      call.arguments = (hasBegun(call) ? call.arguments : '') + piece.arguments
      if (call.place !== null) yield delta(call.place, { arguments: piece.arguments })
    }
    if (call.place !== null) return
    call.name = joinedName(call.name, piece.name)
    if (call.name !== '' && hasBegun(call)) yield tell(call)
  }

  function tell(call: Call): ToolCallDelta {
    const id = call.id === '' || ids.has(call.id) ? createId('call') : call.id
    ids.add(id)
    call.place = told
    told += 1
    return delta(call.place, { id, name: call.name, arguments: call.arguments })
  }

  function* complete(piece: CallPiece): Generator<ToolCallDelta> {
    const call = find(piece, calls.length - 1)
    const come = call !== undefined && hasBegun(call) ? call.arguments : ''
    const rest = piece.arguments.startsWith(come) ? piece.arguments.slice(come.length) : ''
    yield* take([
      { ...piece, name: call === undefined || call.name === '' ? piece.name : '', arguments: rest },
    ])
  }

  function* end(isCut: boolean): Generator<ToolCallDelta> {
    const held = calls.filter(({ place, name, arguments: text }) => place === null && name + text !== '')
    for (const call of held) {
      // A function without parameters is called with an empty object; some servers send nothing for it.
      if (call.arguments === '' && !isCut) call.arguments = '{}'
      yield tell(call)
    }
  }

  return { take, complete, end }
}

/** JSON text by the protocol; some servers send the object itself. */
export function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

function delta(
  index: number,
  { id, name, arguments: text }: { id?: string; name?: string; arguments: string },
): ToolCallDelta {
  return { type: 'tool-call-delta', index, id: id ?? null, name: name ?? null, arguments: text }
}

function hasBegun({ arguments: text }: Call): boolean {
  return text !== '' && text !== '{}'
}

/** Names come whole, in pieces, as far as they have come, or again with every chunk. */
function joinedName(name: string, piece: string): string {
  if (piece === '' || piece === name) return name
  return piece.startsWith(name) ? piece : name + piece
}

/** Whether a piece for one call, by its index or id, begins another one: some servers give all calls the same. */
function isAnother(call: Call, piece: CallPiece): boolean {
  if (piece.name === '' || !isWhole(call.arguments)) return false
  const isSameId = piece.id === '' || call.id === '' || piece.id === call.id
  if (!isSameId || piece.name !== call.name) return true
  // Others say a call again with every chunk, or once more at its end.
  return piece.arguments !== '' && (piece.id === '' || piece.arguments !== call.arguments)
}

function isWhole(text: string): boolean {
  if (!text.trimEnd().endsWith('}')) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    // Not yet: the text ends with the end of an object inside.
    return false
  }
}
