import * as v from 'valibot'

const Chunk = v.object({ choices: v.tupleWithRest([v.object({ delta: v.looseObject({}) })], v.unknown()) })
const Typed = v.object({ type: v.string(), delta: v.optional(v.unknown()) })
const Delta = v.object({ object: v.string(), delta: v.unknown() })

/** So much of it stands on a line, in characters. */
const LONGEST = 160

/** What an event of a stream brings, without what every other says as well: ids, the model, the time. */
export function gistOf(data: string): string {
  return textOf(data).slice(0, LONGEST)
}

function textOf(data: string): string {
  const value = valueOf(data)
  const chunk = v.safeParse(Chunk, value)
  if (chunk.success) return JSON.stringify(chunk.output.choices[0].delta)
  const typed = v.safeParse(Typed, value)
  if (typed.success) {
    const { type, delta } = typed.output
    return delta === undefined ? type : `${type} ${JSON.stringify(delta)}`
  }
  const part = v.safeParse(Delta, value)
  return part.success ? JSON.stringify(part.output.delta) : data
}

function valueOf(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
