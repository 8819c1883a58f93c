import { describe, expect, it } from 'vitest'
import { errorEntryOf } from '@/domain/errorEntry.ts'
import { ERROR_KINDS } from '@/domain/errors.ts'
import { KIND_OF_CODE } from '@/facts/errorCodes.ts'
import { ERROR_ENTRIES } from '@/facts/errorEntries.ts'

describe('errorEntryOf', () => {
  it.each([
    [{ code: 'insufficient_quota', kind: 'quota' }, 'request.insufficient_quota'],
    [{ code: 'project_spend_limit_exceeded', kind: 'quota' }, 'request.spend_limit'],
    [{ code: 'rate_limit_exceeded', kind: 'rate-limit' }, 'request.rate_limit_exceeded'],
    [{ code: 'storage_full', kind: 'storage-full' }, 'page.storage_full'],
    [{ code: 'model_missing', kind: 'model-not-found' }, 'page.model_missing'],
    [{ code: 'server_error', kind: 'stream-error' }, 'request.server_error'],
    [{ code: 'request.thread_is_busy' }, 'request.thread_is_busy'],
  ] as const)('finds %o by its code', (error, id) => {
    expect(errorEntryOf(error)?.id).toBe(id)
  })

  it.each([
    [{ kind: 'cors' }, 'page.cors'],
    [{ code: 'something_new', kind: 'invalid' }, 'request.invalid'],
    [{ kind: 'not-found' }, 'request.not_found'],
    [{ kind: 'auth' }, 'request.invalid_api_key'],
    [{ code: 'timeout', kind: 'handler' }, 'page.handler'],
  ] as const)('finds %o by its kind', (error, id) => {
    expect(errorEntryOf(error)?.id).toBe(id)
  })

  it('keeps the codes of runs, stores and files apart from those of answers', () => {
    expect(errorEntryOf({ area: 'run', code: 'server_error' })?.id).toBe('run.server_error')
    expect(errorEntryOf({ area: 'store_file', code: 'server_error' })?.id).toBe('store_file.server_error')
    expect(errorEntryOf({ area: 'file', code: 'empty' })?.id).toBe('file.empty')
    expect(errorEntryOf({ code: 'unsupported-type' })).toBeNull()
  })

  it('has nothing for a code of a run that only its server knows', () => {
    expect(errorEntryOf({ area: 'run', code: 'quantum_flux' })).toBeNull()
  })

  it.each(ERROR_KINDS)('knows the kind %s', (kind) => {
    expect(errorEntryOf({ kind })?.kind).toBe(kind)
  })

  it.each([...KIND_OF_CODE])('says of the code %s what the page makes of it', (code, kind) => {
    expect(errorEntryOf({ code: code ?? '' })?.kind).toBe(kind)
  })
})

describe('entries', () => {
  it('have ids of their own', () => {
    expect(new Set(ERROR_ENTRIES.map(({ id }) => id)).size).toBe(ERROR_ENTRIES.length)
  })

  it('name a code once in each area', () => {
    const codes = ERROR_ENTRIES.flatMap(({ area, codes: own }) => own.map((code) => `${area} ${code}`))
    expect(new Set(codes).size).toBe(codes.length)
  })
})
