import type { RunStep, ToolCall } from '@/domain/api.ts'
import { stepOf } from './threadObjects.ts'

type Call<Type extends ToolCall['type']> = Extract<ToolCall, { type: Type }>

export const searchCall: Call<'file_search'> = {
  id: 'call_search',
  type: 'file_search',
  file_search: {
    ranking_options: { ranker: 'default_2024_08_21', score_threshold: 0.4 },
    results: [
      {
        file_id: 'file-agreement',
        file_name: 'Master agreement 2026.pdf',
        score: 0.8712,
        content: [
          { type: 'text', text: '14.2 The penalty is 0.5 % of the order value\nfor each full day of delay.' },
        ],
      },
      { file_id: 'file-annex', file_name: 'Annex B.docx', score: 0.41, content: [] },
    ],
  },
}

export const codeCall: Call<'code_interpreter'> = {
  id: 'call_code',
  type: 'code_interpreter',
  code_interpreter: {
    input: 'days = max(20 - 3, 0)\nprint(days)',
    outputs: [
      { type: 'logs', logs: '17\n' },
      { type: 'image', image: { file_id: 'file-figure' } },
    ],
  },
}

export const functionCall: Call<'function'> = {
  id: 'call_rate',
  type: 'function',
  function: { name: 'get_fx_rate', arguments: '{"from":"EUR","to":"USD"}', output: '1.0843' },
}

export const messageStep: RunStep = stepOf('in_progress', [], {
  id: 'step_message',
  type: 'message_creation',
  step_details: { type: 'message_creation', message_creation: { message_id: 'msg_9' } },
})
