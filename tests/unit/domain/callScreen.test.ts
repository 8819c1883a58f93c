import { expect, it } from 'vitest'
import { isOnScreen } from '@/domain/callScreen.ts'
import { harOf } from '@/domain/har.ts'
import { screenOfRoute } from '@/views/calls/screenOfRoute.ts'
import { answered, recordedCall } from '../../support/calls.ts'

const route = (name: string, id = '', query: Record<string, string> = {}) =>
  screenOfRoute({
    name,
    params: { id },
    query,
    path: '',
    fullPath: '',
    hash: '',
    matched: [],
    meta: { title: 'shell.screens.chat' },
    redirectedFrom: undefined,
  })

it('knows what belongs to a screen', () => {
  const thread = route('threads', 'thread_1')
  expect(thread).toEqual({ prefixes: ['/threads'], placeId: 'browser', id: 'thread_1' })
  const inBrowser = { placeId: 'browser' }
  expect(isOnScreen(recordedCall({ ...inBrowser, path: '/threads/thread_1/runs?limit=1' }), thread)).toBe(
    true,
  )
  expect(isOnScreen(recordedCall({ ...inBrowser, path: '/threads/thread_12' }), thread)).toBe(false)
  expect(isOnScreen(recordedCall({ path: '/threads/thread_1' }), thread)).toBe(false)
  const value = { id: 'run_1', thread_id: 'thread_1' }
  const made = {
    method: 'POST',
    path: '/threads/runs',
    answer: { kind: 'json', value, ...answered() },
  } as const
  expect(isOnScreen(recordedCall({ ...inBrowser, ...made }), thread)).toBe(true)
  expect(isOnScreen(recordedCall({ ...inBrowser, ...made }), route('threads', 'thread_2'))).toBe(false)
})

it('tells screens by their routes', () => {
  expect(route('threads', 'thread_1', { run: 'run_1', place: 'c' })).toMatchObject({
    placeId: 'c',
    id: 'run_1',
  })
  expect(route('chat', 'chat_1')).toEqual({
    prefixes: ['/chat/completions', '/responses'],
    placeId: null,
    id: null,
  })
  const settings = route('settings')
  expect(settings).toEqual({ prefixes: [], placeId: null, id: null })
  expect(isOnScreen(recordedCall(), settings)).toBe(true)
})

it('exports calls as HAR, the oldest first, without those that are on their way', () => {
  const request = { kind: 'json', value: { a: '你' } } as const
  const events = [{ atMs: 3, name: 'x', data: '{}' }]
  const calls = [
    recordedCall({ id: 'c' }),
    recordedCall({
      id: 'b',
      sentAt: 2000,
      answer: { kind: 'none', durationMs: 7, failure: { name: 'TypeError', message: 'No.' } },
    }),
    recordedCall({
      id: 'a',
      method: 'POST',
      path: '/x?limit=1',
      baseURL: 'https://server.invalid/v1?api-version=1',
      sentAt: 1000,
      headers: [['accept', 'application/json']],
      request,
      sentBytes: 11,
      answer: { kind: 'stream', events, isWhole: true, ...answered() },
    }),
  ]
  expect(harOf(calls, '1')).toMatchObject({
    log: {
      version: '1.2',
      creator: { name: 'Skein', version: '1' },
      entries: [
        {
          startedDateTime: '1970-01-01T00:00:01.000Z',
          time: 5,
          request: {
            method: 'POST',
            url: 'https://server.invalid/v1/x?limit=1&api-version=1',
            headers: [{ name: 'accept', value: 'application/json' }],
            queryString: [
              { name: 'limit', value: '1' },
              { name: 'api-version', value: '1' },
            ],
            postData: { mimeType: 'application/json', text: '{"a":"你"}' },
            bodySize: 11,
          },
          response: { status: 200, content: { size: 12, text: 'event: x\ndata: {}\n\n' } },
          timings: { send: 0, wait: 3, receive: 2 },
        },
        { response: { status: 0, comment: 'TypeError: No.' }, timings: { wait: 7, receive: 0 } },
      ],
    },
  })
})
