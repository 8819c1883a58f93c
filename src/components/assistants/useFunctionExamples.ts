import { useI18n } from 'vue-i18n'
import type { FunctionDefinition } from '@/domain/assistantFunction.ts'

/** Functions to start from, described in the person's language; all of them hold in strict mode. */
export function useFunctionExamples(): () => FunctionDefinition[] {
  const { t } = useI18n()
  return () => [
    example('get_weather', t('assistants.examples.weather'), {
      city: { type: 'string', description: t('assistants.examples.weather_city') },
      unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
    }),
    example('convert_currency', t('assistants.examples.currency'), {
      amount: { type: 'number', description: t('assistants.examples.currency_amount') },
      from: { type: 'string', description: t('assistants.examples.currency_code') },
      to: { type: 'string', description: t('assistants.examples.currency_code') },
    }),
    example('find_orders', t('assistants.examples.orders'), {
      customer: { type: 'string', description: t('assistants.examples.orders_customer') },
      status: { type: ['string', 'null'], enum: ['open', 'shipped', 'returned', null] },
      limit: { type: 'integer', description: t('assistants.examples.orders_limit') },
    }),
    example('current_time', t('assistants.examples.time'), {
      time_zone: { type: 'string', description: t('assistants.examples.time_zone') },
    }),
  ]
}

function example(name: string, description: string, properties: Record<string, object>): FunctionDefinition {
  return {
    name,
    description,
    strict: true,
    parameters: {
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    },
  }
}
