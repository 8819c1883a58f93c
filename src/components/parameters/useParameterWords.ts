import { useI18n } from 'vue-i18n'
import type { JsonPath, SchemaProblem, SchemaProblemCode } from '@/domain/jsonSchema.ts'
import type { NumberProblem, NumberRange } from '@/domain/parameters.ts'
import { useFormat } from '@/i18n/format.ts'

const NUMBER_WORDS = {
  'not-a-number': 'parameters.problem.not_a_number',
  'not-whole': 'parameters.problem.not_whole',
  'too-small': 'parameters.problem.too_small',
  'too-large': 'parameters.problem.too_large',
} as const satisfies Record<NumberProblem, string>

const SCHEMA_WORDS = {
  'not-a-schema': 'parameters.schema.not_a_schema',
  'unknown-type': 'parameters.schema.unknown_type',
  'not-an-object': 'parameters.schema.not_an_object',
  'not-a-list': 'parameters.schema.not_a_list',
  'not-strings': 'parameters.schema.not_strings',
  'not-a-number': 'parameters.schema.not_a_number',
  'not-a-count': 'parameters.schema.not_a_count',
  'not-a-pattern': 'parameters.schema.not_a_pattern',
  'no-such-ref': 'parameters.schema.no_such_ref',
  'required-unknown': 'parameters.schema.required_unknown',
  'strict-root': 'parameters.schema.strict_root',
  'strict-open': 'parameters.schema.strict_open',
  'strict-optional': 'parameters.schema.strict_optional',
  'strict-keyword': 'parameters.schema.strict_keyword',
} as const satisfies Record<SchemaProblemCode, string>

interface ParameterWords {
  numberProblem: (problem: NumberProblem, range: NumberRange) => string
  schemaProblem: (problem: SchemaProblem) => string
}

/** What is wrong with a value, in the current language. */
export function useParameterWords(): ParameterWords {
  const { t } = useI18n()
  const format = useFormat()
  return {
    numberProblem: (problem, { min, max }) =>
      t(NUMBER_WORDS[problem], { min: format.number(min), max: format.number(max) }),
    schemaProblem: ({ code, path, name }) => {
      const message = t(SCHEMA_WORDS[code], { name })
      // On its own it begins a sentence.
      if (path.length === 0) return message.charAt(0).toUpperCase() + message.slice(1)
      return t('parameters.schema.at', { path: pathText(path), message })
    },
  }
}

/** `properties.days.items[0]` */
function pathText(path: JsonPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./u, '')
}
