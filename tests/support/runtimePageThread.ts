import { isTerminal } from '../../src/domain/runMachine.ts'
import type { ThreadState } from './runtimePageEntry.ts'
import { answerFrom, CALL_ARGUMENTS, PREAMBLE, TOOL_OUTPUT } from './runtimePageModel.ts'

/** What is wrong with a run that has been ended, and its thread; nothing where all of it is whole. */
export function faultsOf({ run, messages, steps }: ThreadState): string[] {
  const faults: string[] = []
  const check = (isRight: boolean, fault: string): void => {
    if (!isRight) faults.push(fault)
  }

  check(isTerminal(run.status), `the run is ${run.status}`)
  check(run.required_action === null, 'the run still asks for something')
  for (const { id, status } of messages) check(status !== 'in_progress', `message ${id} is in progress`)
  for (const { id, status } of steps) check(status !== 'in_progress', `step ${id} is in progress`)

  const written = messages.filter(({ run_id }) => run_id === run.id)
  const named = steps.flatMap(({ step_details }) =>
    step_details.type === 'message_creation' ? [step_details.message_creation.message_id] : [],
  )
  check(new Set(named).size === named.length, 'two steps name one message')
  for (const { id } of written) check(named.includes(id), `no step names message ${id}`)
  for (const step of steps) {
    if (step.status !== 'completed' || step.step_details.type !== 'message_creation') continue
    const { message_id } = step.step_details.message_creation
    const message = messages.find(({ id }) => id === message_id)
    check(message?.status === 'completed', `step ${step.id} names message ${message_id}: ${message?.status}`)
  }
  const texts = messages.map((message) => textOf(message))
  check(new Set(texts).size === texts.length, 'a message is there twice')
  return faults
}

/** As `faultsOf`, for a run of the talking model: it must have come to its good end, and kept every word. */
export function faultsOfConversation(state: ThreadState): string[] {
  const faults = faultsOf(state)
  const { run, messages, steps } = state
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    const [is, shouldBe] = [JSON.stringify(found), JSON.stringify(wanted)]
    if (is !== shouldBe) faults.push(`${what}: ${is}, not ${shouldBe}`)
  }
  expect('the run', [run.status, run.last_error], ['completed', null])
  expect('what was said', messages.slice(1).map(textOf), [PREAMBLE, answerFrom(TOOL_OUTPUT)])
  expect(
    'the steps',
    steps.map(({ type, status }) => `${type} ${status}`),
    ['message_creation completed', 'tool_calls completed', 'message_creation completed'],
  )
  const calls = steps.flatMap(({ step_details }) =>
    step_details.type === 'tool_calls' ? step_details.tool_calls : [],
  )
  expect(
    'the call',
    calls.map((call) => (call.type === 'function' ? [call.function.arguments, call.function.output] : [])),
    [[CALL_ARGUMENTS, TOOL_OUTPUT]],
  )
  return faults
}

function textOf({ content }: ThreadState['messages'][number]): string {
  return content.map((part) => (part.type === 'text' ? part.text.value : part.type)).join('\n')
}
