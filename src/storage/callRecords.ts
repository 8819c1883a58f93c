import * as v from 'valibot'
import { withoutBodies, type ApiCall } from '@/domain/apiCall.ts'
import { parseJSON, readText, writeText } from './webStorage.ts'

/** In the storage of the tab, which ends with it. */
const NAME = 'skein.calls'
/** Of the five million characters that browsers give a tab, in characters. */
const MOST_CHARACTERS = 1_500_000

const Headers = v.array(v.tuple([v.string(), v.string()]))
const FileOrText = v.union([
  v.object({ name: v.string(), text: v.string() }),
  v.object({ name: v.string(), file: v.object({ name: v.string(), type: v.string(), bytes: v.number() }) }),
])
const Body = v.variant('kind', [
  v.object({ kind: v.literal('none') }),
  v.object({ kind: v.literal('json'), value: v.unknown() }),
  v.object({ kind: v.literal('text'), text: v.string() }),
  v.object({ kind: v.literal('form'), fields: v.array(FileOrText) }),
  v.object({ kind: v.literal('left-out') }),
])
const Count = v.nullable(v.number())
const Failure = v.object({ name: v.string(), message: v.string() })
const head = {
  status: v.number(),
  headers: Headers,
  mediaType: v.string(),
  requestId: v.nullable(v.string()),
}
const whole = {
  ...head,
  durationMs: v.number(),
  firstByteMs: Count,
  bytes: v.number(),
  tokens: v.nullable(v.object({ input: Count, cached: Count, output: Count, reasoning: Count })),
  failure: v.nullable(Failure),
}
const Event = v.object({ atMs: v.number(), name: v.nullable(v.string()), data: v.string() })
const Answer = v.variant('kind', [
  v.object({ kind: v.literal('json'), value: v.unknown(), ...whole }),
  v.object({ kind: v.literal('text'), text: v.string(), ...whole }),
  v.object({ kind: v.literal('stream'), events: v.array(Event), isWhole: v.boolean(), ...whole }),
  v.object({ kind: v.literal('other'), ...whole }),
  v.object({ kind: v.literal('none'), durationMs: v.number(), failure: Failure }),
])
const Call: v.GenericSchema<unknown, ApiCall> = v.object({
  id: v.string(),
  placeId: v.string(),
  placeName: v.string(),
  baseURL: v.string(),
  method: v.string(),
  path: v.string(),
  sentAt: v.number(),
  headers: Headers,
  request: Body,
  sentBytes: Count,
  answer: Answer,
})

/** The calls of before the reload, the newest first; none where they are damaged. */
export function readCalls(): ApiCall[] {
  const parsed = v.safeParse(v.array(v.unknown()), parseJSON(readText('session', NAME) ?? '[]'))
  if (!parsed.success) return []
  return parsed.output.flatMap((item) => {
    const call = v.safeParse(Call, item)
    return call.success ? [call.output] : []
  })
}

/** Leaves calls for after a reload, the newest first, older ones without their bodies; none removes what is there. */
export function writeCalls(calls: readonly ApiCall[]): void {
  try {
    writeText('session', NAME, calls.length === 0 ? null : textOf(calls))
  } catch {
    // No room: those of before stay, or none. It is a record for looking things up, and the page goes on without it.
  }
}

/** Calls that are under way end with the page: there is nothing to be said of them later. */
function textOf(calls: readonly ApiCall[]): string {
  const texts: string[] = []
  let room = MOST_CHARACTERS
  for (const call of calls) {
    if (call.answer.kind === 'pending' || call.answer.kind === 'coming') continue
    const text = JSON.stringify(call)
    const kept = text.length > room / 2 ? JSON.stringify(withoutBodies(call)) : text
    if (kept.length > room) break
    room -= kept.length
    texts.push(kept)
  }
  return `[${texts.join(',')}]`
}
