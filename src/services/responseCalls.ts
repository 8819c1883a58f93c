import { argumentsText, createToolCallReader, type CallPiece, type ToolCallDelta } from './toolCallReader.ts'

/** What an event says of a call, by the names of the wire. */
export interface CallEvent {
  type: string
  item?: CallItem | null | undefined
  item_id?: string | null | undefined
  output_index?: number | null | undefined
  delta?: unknown
  arguments?: unknown
}

export interface CallItem {
  type: string
  id?: string | null | undefined
  call_id?: string | null | undefined
  name?: string | null | undefined
  arguments?: unknown
}

export interface ResponseCalls {
  /** Takes one event of the stream; of calls or not. */
  take: (event: CallEvent) => Generator<ToolCallDelta>
  /** Takes the output of the whole response, and gives what is new of its calls. */
  end: (output: readonly CallItem[], isCut: boolean) => Generator<ToolCallDelta>
}

/** How one call is known: servers leave out any of them, or make up a new item id with every event. */
interface Names {
  itemId: string | null
  callId: string | null
  outputIndex: number | null
}

/** Follows the function calls of one streamed response. */
export function createResponseCalls(): ResponseCalls {
  const reader = createToolCallReader()
  const known: Names[] = []

  function* take(event: CallEvent): Generator<ToolCallDelta> {
    const { item } = event
    const isCall = item?.type === 'function_call'
    switch (event.type) {
      case 'response.output_item.added':
        if (isCall) yield* reader.take([pieceOf(item, placeOf(namesOf(event), 'new'))])
        return
      case 'response.function_call_arguments.delta':
        yield* reader.take([pieceOf({ arguments: event.delta }, placeOf(namesOf(event), 'last'))])
        return
      case 'response.function_call_arguments.done':
        yield* reader.complete(pieceOf({ arguments: event.arguments }, placeOf(namesOf(event), 'last')))
        return
      case 'response.output_item.done':
        if (isCall) yield* reader.complete(pieceOf(item, placeOf(namesOf(event), 'last')))
        return
      // The other events are about other things.
      default:
    }
  }

  function* end(output: readonly CallItem[], isCut: boolean): Generator<ToolCallDelta> {
    const calls = output.filter(({ type }) => type === 'function_call')
    const taken = new Set<number>()
    for (const [position, item] of calls.entries()) {
      const place = placeOf(namesOf({ item }), position, taken)
      taken.add(place)
      yield* reader.complete(pieceOf(item, place))
    }
    yield* reader.end(isCut)
  }

  /** The place of a call among those that are known and not taken; a new one where none can be meant. */
  function placeOf(
    names: Names,
    otherwise: 'new' | 'last' | number,
    taken: ReadonlySet<number> = new Set(),
  ): number {
    const { itemId, callId, outputIndex } = names
    const find = (isMeant: (call: Names, at: number) => boolean): number =>
      known.findLastIndex((call, at) => {
        // Two call ids are two calls, whatever else is the same.
        const isOther = callId !== null && call.callId !== null && callId !== call.callId
        return !isOther && !taken.has(at) && isMeant(call, at)
      })
    const places = [
      itemId === null ? -1 : find((call) => call.itemId === itemId),
      otherwise === 'new' || outputIndex === null ? -1 : find((call) => call.outputIndex === outputIndex),
      otherwise === 'new' || callId === null ? -1 : find((call) => call.callId === callId),
      typeof otherwise === 'number' ? find((_, at) => at === otherwise) : -1,
      otherwise === 'last' ? find((call) => outputIndex === null || call.outputIndex === null) : -1,
    ]
    const place = places.find((index) => index !== -1) ?? known.push(names) - 1
    const call = known[place]
    if (call !== undefined) call.callId ??= callId
    return place
  }

  return { take, end }
}

function namesOf({ item, item_id, output_index }: Partial<CallEvent>): Names {
  return {
    itemId: item?.id || item_id || null,
    callId: item?.call_id || null,
    outputIndex: output_index ?? null,
  }
}

function pieceOf(item: Partial<CallItem>, index: number): CallPiece {
  return {
    index,
    id: item.call_id ?? '',
    name: item.name ?? '',
    arguments: argumentsText(item.arguments),
  }
}
