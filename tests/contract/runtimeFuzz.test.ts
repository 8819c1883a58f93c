import fc from 'fast-check'
import * as v from 'valibot'
import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Runtime } from '@/runtime/index.ts'
import { contractTarget } from '../support/contractSuites.ts'
import { oddMethodsAndHeaders, oddPaths, oddQueries } from '../support/fuzzAddresses.ts'
import { oddForms } from '../support/fuzzForms.ts'
import { brokenBodies, nearValidBodies } from '../support/fuzzJson.ts'
import { filled, validRequest, type Filled, type FuzzedRequest } from '../support/fuzzRequests.ts'
import { operationsOf, seedIds, type Operation } from '../support/fuzzOperations.ts'
import { createMemoryRuntime } from '../support/memoryRuntime.ts'
import { loadSpecification } from '../support/openapi.ts'
import { watchedStorage, type WatchedStorage } from '../support/watchedStorage.ts'

const BASE_URL = 'https://runtime.invalid/v1'
/** After this long without an answer, a request hangs. */
const PATIENCE_MS = 10_000

const envelopeSchema = v.strictObject({
  error: v.strictObject({
    message: v.pipe(v.string(), v.minLength(1)),
    type: v.literal('invalid_request_error'),
    param: v.nullable(v.string()),
    code: v.nullable(v.string()),
  }),
})

const specification = loadSpecification()

let seed: WatchedStorage
let ids: Record<string, string>
let templates: Operation[]
let operations: Filled[]

beforeAll(async () => {
  seed = watchedStorage(createMemoryStorage())
  const runtime = createMemoryRuntime({ storage: seed })
  const seeded = await seedIds(
    contractTarget({ baseURL: BASE_URL, fetch: runtime.fetch, model: 'skein-demo', isOurs: true }),
  )
  await runtime.close()
  ids = seeded
  templates = operationsOf(seeded)
  operations = templates.map((operation) => filled(operation, seeded))
})

interface Answer {
  status: number
  text: string
  isChanged: boolean
  /** What then cannot be read any more, and the answer. */
  unreadable: string[]
}

/** What a runtime over a copy of the seed answers. @throws when it does not */
async function ask({ method, path, headers, body, isCut }: FuzzedRequest): Promise<Answer> {
  const storage = watchedStorage(createMemoryStorage())
  await seed.copyInto(storage)
  const before = await storage.snapshot()
  const runtime = createMemoryRuntime({ storage })
  const init = { method, headers, body: isCut === true ? cut(body) : body, duplex: 'half' }
  const answer = await inTime(runtime.fetch(BASE_URL + path, init))
  // At once, before a run that was started goes on.
  const isChanged = (await storage.snapshot()) !== before
  const text = await inTime(answer.text())
  const unreadable = isChanged ? await inTime(unreadableIn(runtime)) : []
  await runtime.close()
  return { status: answer.status, text, isChanged, unreadable }
}

/** The lists and the objects of the seed: what was accepted must not make the server fail later. */
async function unreadableIn(runtime: Runtime): Promise<string[]> {
  const failures = []
  for (const { url } of operations.filter(({ method }) => method === 'GET')) {
    const answer = await runtime.fetch(BASE_URL + url.replace(/\?.*/, ''))
    const text = await answer.text()
    if (answer.status >= 500) failures.push(`${url}: ${text}`)
  }
  return failures
}

/** A body whose sender goes away. */
function cut(body: FuzzedRequest['body']): ReadableStream {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : '')
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes)
    },
    pull(controller) {
      controller.error(new Error('The sender is gone.'))
    },
  })
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`No answer after ${PATIENCE_MS} ms.`))
    }, PATIENCE_MS)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** That an operation whose path is as it was has said what the specification has it say. */
function expectConforming({ method, path }: FuzzedRequest, text: string): void {
  const isKnown = operations.some(({ method: known, url }) => known === method && url === path)
  if (!isKnown || !text.startsWith('{')) return
  expect(
    specification?.operation(method, path.replace(/\?.*/, ''))?.answer(JSON.parse(text)) ?? null,
    text,
  ).toBeNull()
}

/** That what is not accepted is refused as the API refuses, and has changed nothing. */
async function expectGoodAnswer(request: FuzzedRequest): Promise<void> {
  const { status, text, isChanged, unreadable } = await ask(request)
  expect(unreadable).toEqual([])
  if (status === 200) {
    expectConforming(request, text)
    return
  }
  expect(status, text).toBeGreaterThanOrEqual(400)
  expect(status, text).toBeLessThan(500)
  if (request.method !== 'HEAD') expect(v.is(envelopeSchema, JSON.parse(text)), text).toBe(true)
  expect(isChanged).toBe(false)
}

describe('the requests that the fuzz begins with', () => {
  it('are accepted', async () => {
    for (const operation of operations) {
      const { status, text, isChanged } = await ask(validRequest(operation))
      expect(status, `${operation.method} ${operation.url}: ${text}`).toBe(200)
      // A change is seen where there is one.
      if (operation.method !== 'POST') expect(isChanged).toBe(operation.method === 'DELETE')
    }
  })

  it.runIf(specification !== null)('are of all operations of the specification', () => {
    const known = operations.map(
      ({ method, url }) => specification?.operation(method, url.replace(/\?.*/, ''))?.name,
    )
    expect(new Set(known).size).toBe(operations.length)
    expect(known).not.toContain(undefined)
  })
})

const KINDS: [name: string, cases: number, arbitrary: () => fc.Arbitrary<FuzzedRequest>][] = [
  ['a body near a valid one', 2600, () => nearValidBodies(operations, Object.values(ids))],
  ['a body that is no JSON object', 700, () => brokenBodies(operations)],
  ['a path with odd ids', 1000, () => oddPaths(templates, ids)],
  ['an odd query', 700, () => oddQueries(operations, Object.values(ids))],
  ['an odd method or odd headers', 500, () => oddMethodsAndHeaders(operations)],
  ['an odd form', 700, () => oddForms(operations)],
]

describe('a request with', () => {
  it.each(KINDS)(
    '%s is answered or refused in good order (%i cases)',
    { timeout: 300_000 },
    async (_, numRuns, arbitrary) => {
      await fc.assert(fc.asyncProperty(arbitrary(), expectGoodAnswer), { numRuns })
    },
  )
})
