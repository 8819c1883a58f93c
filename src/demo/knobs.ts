import * as v from 'valibot'
import { decimalBetween } from '../http/bounds.ts'

const between = (low: number, high: number) => v.nullish(decimalBetween(low, high))

/** A whole number from 1. */
export const countSchema = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1)))

/** The knobs that every text model takes. The script answers the same whatever they say, but refuses what is out of range. */
export const knobEntries = {
  temperature: between(0, 2),
  top_p: between(0, 1),
  parallel_tool_calls: v.nullish(v.boolean()),
  stream: v.nullish(v.boolean()),
}

export const penaltySchema = between(-2, 2)

/** A JSON object whose keys are not known here. */
export const recordSchema = v.record(v.string(), v.unknown())
