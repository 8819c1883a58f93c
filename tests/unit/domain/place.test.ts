import { describe, expect, it } from 'vitest'
import { locateModel, qualifiedModel } from '@/domain/modelNames.ts'
import { BROWSER_PLACE, needsNoNetwork, textOfRunKey } from '@/domain/place.ts'
import { connectionTo } from '../../support/chat.ts'

describe('places', () => {
  it.each([
    ['http://localhost:8788/v1', true],
    ['http://127.0.0.1:8788/v1', true],
    ['http://[::1]:8788/v1', true],
    ['https://api.example.com/v1', false],
    ['https://localhost.example.com/v1', false],
  ])('%s needs no network: %s', (url, expected) => {
    const connection = connectionTo(url)
    expect(needsNoNetwork({ id: connection.id, connection })).toBe(expected)
  })

  it('this browser needs no network', () => {
    expect(needsNoNetwork(BROWSER_PLACE)).toBe(true)
  })

  it('tells runs of one id in two places apart', () => {
    const run = { threadId: 'thread_1', runId: 'run_1' }
    expect(textOfRunKey({ ...run, placeId: 'a' })).not.toBe(textOfRunKey({ ...run, placeId: 'b' }))
  })
})

describe('names of models', () => {
  const ours = { ...connectionTo('http://127.0.0.1:1/v1'), slug: 'ours' }
  const fallback = { ...connectionTo('http://127.0.0.1:2/v1'), slug: 'other' }

  it('are found again by the slug of their connection', () => {
    const name = qualifiedModel(ours, 'openai/gpt-4o')
    expect(locateModel(name, [fallback, ours], fallback)).toEqual({
      connection: ours,
      model: 'openai/gpt-4o',
    })
  })

  it.each(['gpt-4o', 'openai/gpt-4o', '/gpt-4o'])('%s is a model of the default connection', (name) => {
    expect(locateModel(name, [ours], fallback)).toEqual({ connection: fallback, model: name })
  })
})
