import { queriesMetadata } from '../../domain/searchQueries.ts'
import { addFile } from '../db/files.ts'
import type { NewFile } from '../db/files.ts'
import { requireOutputs } from '../db/runs.ts'
import { completedStep, runEvent, saveStep, stepEvent } from '../db/runSteps.ts'
import type { Unsaved } from '../db/runSteps.ts'
import type { RunRow, StepRow, ToolWork } from '../db/tables.ts'
import type { FunctionToolCall, RunStep, ToolCall } from '../wire.ts'
import type { ExecutorDeps } from './executor.ts'
import { queriesIn, retrievalBudget, searchFiles } from './fileSearch.ts'
import { createPacedOutput } from './pacedOutput.ts'
import { MAX_LOGS, outputOf, runProgram } from './program.ts'
import type { ProgramOutcome } from './program.ts'
import { readFilesAtHand } from './runFiles.ts'
import { resultsOf } from './runReferences.ts'
import { updateRun } from './runUpdate.ts'
import { callsDelta } from './turnEvents.ts'
import type { ToolCallDelta } from './turnCalls.ts'

type CodeCall = Extract<ToolCall, { type: 'code_interpreter' }>
type CodeOutput = CodeCall['code_interpreter']['outputs'][number]

/** A part of a run that can be broken off. */
export interface Phase {
  /** Does its part. Gives whether the run goes on by itself. */
  perform: (signal: AbortSignal) => Promise<boolean>
  /** What it has brought so far that is not stored yet. */
  unsaved: () => Unsaved
}

/** Executes the calls of the runtime's own tools in a step that a turn has left, each once; what is asked of the person waits for it. */
export function createToolPhase(deps: ExecutorDeps, row: RunRow, begun: StepRow): Phase {
  const { storage, clock, hub, provider } = deps
  let step: RunStep = begun.object
  let work: readonly ToolWork[] = begun.work ?? []

  const callsOf = (): ToolCall[] =>
    step.step_details.type === 'tool_calls' ? step.step_details.tool_calls : []

  function setCall(index: number, call: ToolCall): void {
    step = { ...step, step_details: { type: 'tool_calls', tool_calls: callsOf().with(index, call) } }
  }

  function setWork(done: ToolWork): void {
    work = work.map((known) => (known.callId === done.callId ? done : known))
  }

  function tell(deltas: readonly ToolCallDelta[]): void {
    if (deltas.length > 0) hub.publish(row.id, [callsDelta(step.id, deltas)])
  }

  async function perform(signal: AbortSignal): Promise<boolean> {
    for (const [index, call] of callsOf().entries()) {
      const task = work.find(({ callId, output }) => callId === call.id && output === null)
      if (task === undefined) continue
      if (call.type === 'file_search') await search(index, task, signal)
      else if (call.type === 'code_interpreter') await execute(index, { task, call }, signal)
      else await refuse(index, { task, call })
    }
    return finish()
  }

  /** Tells a model that it has called what there is not. */
  async function refuse(
    index: number,
    { task, call }: { task: ToolWork; call: FunctionToolCall },
  ): Promise<void> {
    const output = `There is no function named "${task.name}".`
    setCall(index, { ...call, function: { ...call.function, output } })
    setWork({ ...task, output })
    await updateRun(deps, row, (tx) => saveStep(tx, step, { work }))
  }

  async function search(index: number, task: ToolWork, signal: AbortSignal): Promise<void> {
    const queries = queriesIn(task.arguments)
    const steps = await storage.read(['steps'], (tx) => tx.scan('steps', 'run', { prefix: [row.id] }))
    const { search: found, output } = await searchFiles(
      deps,
      row,
      {
        queries,
        step: steps.findIndex(({ id }) => id === step.id),
        firstResult: resultsOf(step).length,
        budget: retrievalBudget(await provider.contextWindow(row.object.model, signal)),
      },
      signal,
    )
    setCall(index, { id: task.callId, type: 'file_search', file_search: found })
    step = { ...step, metadata: { ...step.metadata, ...queriesMetadata(task.callId, queries) } }
    setWork({ ...task, output })
    await updateRun(deps, row, (tx) => saveStep(tx, step, { work }))
  }

  async function execute(
    index: number,
    { task, call }: { task: ToolWork; call: CodeCall },
    signal: AbortSignal,
  ): Promise<void> {
    const { input } = call.code_interpreter
    const setOutputs = (outputs: CodeOutput[]): void =>
      setCall(index, { id: call.id, type: 'code_interpreter', code_interpreter: { input, outputs } })
    // A program that was interrupted before begins anew.
    setOutputs([])
    const lost = new AbortController()
    let told = ''
    const paced = createPacedOutput(clock, {
      async write(text) {
        if (told.length + text.length > MAX_LOGS) return
        told += text
        setOutputs([{ type: 'logs', logs: told }])
        await updateRun(deps, row, (tx) => saveStep(tx, step))
        tell([logsDelta(index, text)])
      },
      onFailure: () => lost.abort(),
    })
    const { mounted } = await readFilesAtHand(storage, row, clock.now())
    const program = {
      sessionId: row.threadId,
      code: input,
      files: mounted,
      onOutput: (text: string) => paced.add(text),
    }
    try {
      const outcome = await runProgram(deps, program, AbortSignal.any([signal, lost.signal]))
      await paced.finish()
      const window = await provider.contextWindow(row.object.model, signal)
      const outputs = await keep({ ...task, output: outputOf(outcome, window) }, outcome, setOutputs)
      tell(outputDeltas(index, outputs, told))
    } catch (error) {
      // Why it was given up, where it was the storage or another page that ended it.
      await paced.finish()
      throw error
    }
  }

  /** Keeps what a program has brought: its files, and what it said. */
  async function keep(
    task: ToolWork,
    outcome: ProgramOutcome,
    setOutputs: (outputs: CodeOutput[]) => void,
  ): Promise<CodeOutput[]> {
    const now = clock.now()
    return updateRun(
      deps,
      row,
      async (tx) => {
        const images: CodeOutput[] = []
        for (const [number, blob] of outcome.images.entries()) {
          const { id } = await addFile(tx, outputFile(blob, `figure-${number + 1}.png`), now)
          images.push({ type: 'image', image: { file_id: id } })
        }
        const files: { name: string; fileId: string }[] = []
        for (const { name, blob } of outcome.files) {
          const { id } = await addFile(tx, outputFile(blob, name.split('/').at(-1) ?? name), now)
          files.push({ name, fileId: id })
        }
        const logs: CodeOutput[] = outcome.logs === '' ? [] : [{ type: 'logs', logs: outcome.logs }]
        setOutputs([...logs, ...images])
        setWork({ ...task, files })
        await saveStep(tx, step, { work })
        return [...logs, ...images]
      },
      ['files', 'contents'],
    )
  }

  /** Goes on with the run, or has it wait for the outputs of the person's functions. */
  async function finish(): Promise<boolean> {
    const waiting = await updateRun(deps, row, async (tx, current) => {
      const run = await requireOutputs(tx, current, callsOf(), clock.now())
      if (run !== null) return run
      step = completedStep(step, begun.usage, clock.now())
      await saveStep(tx, step)
      return null
    })
    hub.publish(row.id, [waiting === null ? stepEvent(step) : runEvent(waiting)])
    return waiting === null
  }

  return { perform, unsaved: () => ({ toolCalls: callsOf() }) }
}

function outputFile(blob: Blob, filename: string): NewFile {
  return { blob, filename, purpose: 'assistants_output', expiresAfterSeconds: null }
}

function logsDelta(index: number, logs: string): ToolCallDelta {
  return {
    index,
    type: 'code_interpreter',
    code_interpreter: { outputs: [{ index: 0, type: 'logs', logs }] },
  }
}

/** What a stream has not been told yet of a program's outputs. */
function outputDeltas(index: number, outputs: readonly CodeOutput[], told: string): ToolCallDelta[] {
  return outputs.flatMap((output, at): ToolCallDelta[] => {
    if (output.type === 'image') {
      const image = { index: at, type: 'image' as const, image: output.image }
      return [{ index, type: 'code_interpreter', code_interpreter: { outputs: [image] } }]
    }
    const isNew = output.logs.startsWith(told) && output.logs.length > told.length
    return isNew ? [logsDelta(index, output.logs.slice(told.length))] : []
  })
}
