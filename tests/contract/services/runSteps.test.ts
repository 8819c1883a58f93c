import { describe, expect, it } from 'vitest'
import { listRunSteps, retrieveRunStep } from '@/services/runSteps.ts'
import { clientOver, errorOf, memoryClient, signal } from '../../support/serviceScene.ts'

const ADDRESS = { threadId: 'thread_1', runId: 'run_1' }
const RESULTS = 'step_details.tool_calls[*].file_search.results[*].content'

describe('run steps', () => {
  it('are asked for with what file search found', async () => {
    const asked: URL[] = []
    const client = await clientOver((input) => {
      asked.push(new URL(input instanceof Request ? input.url : input))
      return Promise.resolve(Response.json({ id: 'step_1', data: [] }))
    })
    await listRunSteps(client, ADDRESS, { limit: 5 }, signal)
    await retrieveRunStep(client, { ...ADDRESS, stepId: 'step_1' }, signal)

    expect(asked.map(({ pathname }) => pathname)).toEqual([
      '/v1/threads/thread_1/runs/run_1/steps',
      '/v1/threads/thread_1/runs/run_1/steps/step_1',
    ])
    expect(asked.map(({ searchParams }) => searchParams.getAll('include[]'))).toEqual([[RESULTS], [RESULTS]])
    expect(asked[0]?.searchParams.get('limit')).toBe('5')
  })

  it('are those of a run that is there', async () => {
    const error = await errorOf(listRunSteps(await memoryClient(), ADDRESS, {}, signal))

    expect(error.data).toMatchObject({ kind: 'not-found', status: 404 })
  })
})
