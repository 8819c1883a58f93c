import { expect, it } from 'vitest'
import { queriesMetadata, queriesOfCall } from '@/domain/searchQueries.ts'

it('keeps what was searched for within what the API takes as metadata', () => {
  const callId = `call_${'x'.repeat(80)}`
  const metadata = queriesMetadata(callId, ['fees', 'long '.repeat(200)])
  const [[key, value] = ['', '']] = Object.entries(metadata)
  expect(key).toHaveLength(64)
  expect(value).toHaveLength(512)
  expect(value).toMatch(/^fees · long .*…$/u)
  expect(queriesOfCall(callId, metadata)).toBe(value)
  expect(queriesOfCall('call_other', metadata)).toBeNull()
  expect(queriesOfCall(callId, null)).toBeNull()
})
