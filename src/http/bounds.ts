import * as v from 'valibot'
import { characterCount } from '../domain/characters.ts'

/** The message by which a bound says that what it bounds need not be whole. `violations.ts` has the words for it. */
export const DECIMAL = 'decimal'

/** A number from `low` to `high` that need not be whole. */
export function decimalBetween(low: number, high: number): v.GenericSchema<number> {
  return v.pipe(v.number(), v.minValue(low, DECIMAL), v.maxValue(high, DECIMAL))
}

/** A text of at most so many characters. */
export function textUpTo(most: number): v.GenericSchema<string> {
  return v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed || dataset.value.length <= most) return
      const count = characterCount(dataset.value)
      if (count > most) addIssue({ expected: `<=${most}`, received: String(count) })
    }),
  )
}

/** A whole number that travels as a text, as in an address or a form. */
export const integerText: v.GenericSchema<string, number> = v.pipe(
  v.string(),
  v.transform((text): unknown => (/^-?\d+$/.test(text) ? Number(text) : text)),
  v.custom<number>(Number.isInteger, 'an integer'),
)
