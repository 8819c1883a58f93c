import type { Hono } from 'hono'
import { createId } from '../../domain/ids.ts'
import { standsStill } from '../../domain/runMachine.ts'
import { readBody } from '../../http/body.ts'
import type { RuntimeContext } from '../context.ts'
import { insertMessage, MESSAGE_TABLES } from '../db/messages.ts'
import type { WriteTransaction } from '../db/port.ts'
import { requireRow } from '../db/rows.ts'
import { cancelRun, insertRun, requireNoLiveRun, requireRun, submitToolOutputs } from '../db/runs.ts'
import { runEvent, stepEvent } from '../db/runSteps.ts'
import type { TableName } from '../db/tables.ts'
import { insertThread, THREAD_TABLES } from '../db/threads.ts'
import { changedToolResources } from '../db/toolResources.ts'
import {
  createRunSchema,
  createThreadAndRunSchema,
  modifyRunSchema,
  submitToolOutputsSchema,
} from '../schemas/runs.ts'
import type { Run, Thread } from '../wire.ts'
import { runEventStream } from './eventStream.ts'
import { checkInclude } from './include.ts'
import { pageQuery, readPage } from './page.ts'

const CREATE_TABLES: readonly TableName[] = [
  ...new Set<TableName>([...THREAD_TABLES, ...MESSAGE_TABLES, 'assistants', 'threads', 'runs']),
]
const READ_TABLES = ['threads', 'runs'] as const

/** How long a client that polls may well wait. */
const POLL_AFTER_MS = 300

/** `/threads/runs` and `/threads/{thread_id}/runs` */
export function runRoutes(app: Hono, context: RuntimeContext): void {
  const { storage, clock, engine } = context

  app.post('/threads/runs', async ({ req }) => {
    const params = await readBody(req.raw, createThreadAndRunSchema)
    const { thread, tool_resources: given, ...runParams } = params
    return launch(
      context,
      { isStreaming: params.stream === true, isContentIncluded: false },
      async (tx, id) => {
        const now = clock.now()
        const made = await insertThread(tx, thread ?? {}, now)
        const toolResources = given ? await changedToolResources(tx, { before: {}, given }, now) : null
        const run = await insertRun(tx, { id, threadId: made.id, params: runParams, toolResources }, now)
        return { run, thread: made }
      },
    )
  })

  app.post('/threads/:thread/runs', async ({ req }) => {
    const isContentIncluded = checkInclude(req.url)
    const params = await readBody(req.raw, createRunSchema)
    const threadId = req.param('thread')
    await engine.settleThread(threadId)
    return launch(context, { isStreaming: params.stream === true, isContentIncluded }, async (tx, id) => {
      await requireRow(tx, 'threads', threadId)
      // Its messages would be refused too, in words that do not fit.
      await requireNoLiveRun(tx, threadId)
      for (const message of params.additional_messages ?? []) {
        await insertMessage(tx, threadId, message, clock.now())
      }
      return { run: await insertRun(tx, { id, threadId, params }, clock.now()) }
    })
  })

  app.get('/threads/:thread/runs', async ({ req }) => {
    const query = pageQuery(req.url)
    const page = await storage.read(READ_TABLES, async (tx) => {
      const { id } = await requireRow(tx, 'threads', req.param('thread'))
      return readPage(tx, { table: 'runs', index: 'thread', prefix: [id] }, query)
    })
    return Response.json({ ...page, data: await Promise.all(page.data.map((run) => engine.settled(run))) })
  })

  app.get('/threads/:thread/runs/:run', async ({ req }) => {
    const { object } = await storage.read(READ_TABLES, (tx) =>
      requireRun(tx, req.param('thread'), req.param('run')),
    )
    return runResponse(await engine.settled(object))
  })

  app.post('/threads/:thread/runs/:run', async ({ req }) => {
    const { metadata } = await readBody(req.raw, modifyRunSchema)
    const run = await storage.write(READ_TABLES, async (tx) => {
      const row = await requireRun(tx, req.param('thread'), req.param('run'))
      const object: Run = { ...row.object, ...(metadata !== undefined && { metadata: metadata ?? {} }) }
      await tx.put('runs', { ...row, object })
      return object
    })
    return runResponse(run)
  })

  app.post('/threads/:thread/runs/:run/cancel', async ({ req }) => {
    await settledRun(context, req.param('thread'), req.param('run'))
    const run = await storage.write(READ_TABLES, async (tx) =>
      cancelRun(tx, await requireRun(tx, req.param('thread'), req.param('run')), clock.now()),
    )
    engine.publish(run.id, [runEvent(run)])
    engine.proceed(run.id)
    return runResponse(run)
  })

  app.post('/threads/:thread/runs/:run/submit_tool_outputs', async ({ req }) => {
    const { tool_outputs: outputs, stream } = await readBody(req.raw, submitToolOutputsSchema)
    const { id, thread_id: threadId } = await settledRun(context, req.param('thread'), req.param('run'))
    const watch = stream === true ? engine.watch(id) : null
    try {
      const { run, step } = await storage.write([...READ_TABLES, 'steps'], async (tx) =>
        submitToolOutputs(tx, await requireRun(tx, threadId, id), { outputs, nowMs: clock.now() }),
      )
      engine.publish(id, [stepEvent(step), runEvent(run)])
      engine.proceed(id)
      return watch === null ? runResponse(run) : runEventStream(watch, { isContentIncluded: false })
    } catch (error) {
      watch?.close()
      throw error
    }
  })
}

/** Writes a new run and lets it go; the answer is the run, or its events. */
async function launch(
  { storage, engine, ingestion }: RuntimeContext,
  { isStreaming, isContentIncluded }: { isStreaming: boolean; isContentIncluded: boolean },
  write: (tx: WriteTransaction, id: string) => Promise<{ run: Run; thread?: Thread }>,
): Promise<Response> {
  const id = createId('run')
  const watch = isStreaming ? engine.watch(id) : null
  try {
    const { run, thread } = await storage.write(CREATE_TABLES, (tx) => write(tx, id))
    // Files may have come with the messages.
    ingestion.proceed()
    engine.publish(id, [{ event: 'thread.run.created', data: run }, runEvent(run)])
    engine.proceed(id)
    return watch === null ? runResponse(run) : runEventStream(watch, { thread, isContentIncluded })
  } catch (error) {
    watch?.close()
    throw error
  }
}

async function settledRun(
  { storage, engine }: RuntimeContext,
  threadId: string,
  runId: string,
): Promise<Run> {
  const row = await storage.read(READ_TABLES, (tx) => requireRun(tx, threadId, runId))
  return engine.settled(row.object)
}

/** A run, and while it is on its way, when to look again: the SDK's `poll` reads that header. */
function runResponse(run: Run): Response {
  return Response.json(
    run,
    standsStill(run.status) ? {} : { headers: { 'openai-poll-after-ms': String(POLL_AFTER_MS) } },
  )
}
