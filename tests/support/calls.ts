import type { AnswerEnd, AnswerHead, ApiCall } from '@/domain/apiCall.ts'

/** A record of a call that is on its way. */
export function recordedCall(changes: Partial<ApiCall> = {}): ApiCall {
  return {
    id: 'call_1',
    placeId: 'connection_test',
    placeName: 'Test',
    baseURL: 'https://server.invalid/v1',
    method: 'GET',
    path: '/models',
    sentAt: 1_700_000_000_000,
    headers: [],
    request: { kind: 'none' },
    sentBytes: 0,
    answer: { kind: 'pending' },
    ...changes,
  }
}

/** The head and the end of an answer. */
export function answered(changes: Partial<AnswerHead & AnswerEnd> = {}): AnswerHead & AnswerEnd {
  return {
    status: 200,
    headers: [],
    mediaType: 'application/json',
    requestId: null,
    durationMs: 5,
    firstByteMs: 3,
    bytes: 12,
    tokens: null,
    failure: null,
    ...changes,
  }
}
