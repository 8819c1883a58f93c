import type { Hono } from 'hono'
import type { RuntimeContext } from '../context.ts'
import { notFound, requireRow } from '../db/rows.ts'
import { requireRun } from '../db/runs.ts'
import { checkInclude, withIncluded } from './include.ts'
import { pageQuery, readPage } from './page.ts'

const TABLES = ['threads', 'runs', 'steps'] as const

/** `/threads/{thread_id}/runs/{run_id}/steps` */
export function runStepRoutes(app: Hono, { storage }: RuntimeContext): void {
  app.get('/threads/:thread/runs/:run/steps', async ({ req }) => {
    const query = pageQuery(req.url)
    const isContentIncluded = checkInclude(req.url)
    const page = await storage.read(TABLES, async (tx) => {
      const { id } = await requireRun(tx, req.param('thread'), req.param('run'))
      return readPage(tx, { table: 'steps', index: 'run', prefix: [id] }, query)
    })
    return Response.json({ ...page, data: page.data.map((step) => withIncluded(step, isContentIncluded)) })
  })

  app.get('/threads/:thread/runs/:run/steps/:step', async ({ req }) => {
    const isContentIncluded = checkInclude(req.url)
    const { object } = await storage.read(TABLES, async (tx) => {
      const { id } = await requireRun(tx, req.param('thread'), req.param('run'))
      const step = await requireRow(tx, 'steps', req.param('step'))
      if (step.runId !== id) throw notFound('steps', step.id)
      return step
    })
    return Response.json(withIncluded(object, isContentIncluded))
  })
}
