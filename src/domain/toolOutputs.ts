import * as v from 'valibot'

/** The output that a person is typing for a call. */
export interface TypedOutput {
  text: string
  /** An empty text is the answer, and not one that is missing. */
  isEmptyMeant: boolean
}

/** By the id of the call. */
export type TypedOutputs = Readonly<Record<string, TypedOutput>>

const typedOutputsSchema = v.record(v.string(), v.object({ text: v.string(), isEmptyMeant: v.boolean() }))

/** What was kept of typed outputs; none where it is not what we keep. */
export function parseTypedOutputs(kept: unknown): TypedOutputs {
  const parsed = v.safeParse(typedOutputsSchema, kept)
  return parsed.success ? parsed.output : {}
}

export function isAnswered(output: TypedOutput | undefined): boolean {
  return output !== undefined && (output.text !== '' || output.isEmptyMeant)
}

/** How a text reads: as JSON, as what was meant to be JSON and is not, or as words. `problem`: the parser's own words. */
export function readOutput(text: string): { kind: 'json' | 'text' } | { kind: 'broken'; problem: string } {
  try {
    JSON.parse(text)
    return { kind: 'json' }
  } catch (cause) {
    return /^\s*[[{]/.test(text) ? { kind: 'broken', problem: String(cause) } : { kind: 'text' }
  }
}
