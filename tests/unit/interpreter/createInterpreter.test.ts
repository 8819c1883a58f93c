import { describe, expect, it } from 'vitest'
import { createInterpreter } from '@/interpreter/createInterpreter.ts'
import type { PackageSource } from '@/interpreter/packages.ts'
import { createSession } from '@/interpreter/pythonSession.ts'
import type { Interpreter, InterpreterTask } from '@/runtime/interpreter.ts'

type Told = Record<string, unknown>

interface FakePython {
  /** What has been posted to it. */
  posted: Told[]
  say: (message: unknown) => void
  hasEnded: boolean
}

/** An interpreter over hosts in which no Python runs: tests say what it would. */
function scene(
  packages: Partial<PackageSource> = {},
  past = new Set<string>(),
): { interpreter: Interpreter; pythons: FakePython[] } {
  const pythons: FakePython[] = []
  const interpreter = createInterpreter({
    past,
    createSession: () =>
      createSession({
        startHost: ({ hear, signal }) => {
          const python: FakePython = { posted: [], say: hear, hasEnded: false }
          pythons.push(python)
          signal.addEventListener('abort', () => (python.hasEnded = true))
          setTimeout(() => hear({ type: 'ready' }))
          return Promise.resolve({ post: (message) => python.posted.push({ ...message }) })
        },
        packages: {
          allow: () => Promise.resolve(false),
          fetch: () => Promise.resolve(null),
          download: () => Promise.resolve(null),
          ...packages,
        },
        limitSeconds: () => 60,
        onStatus: () => undefined,
      }),
  })
  return { interpreter, pythons }
}

function task(given: Partial<InterpreterTask> = {}): InterpreterTask {
  return { sessionId: 'thread_1', code: 'pass', files: [], ...given }
}

function done(run: number, given: Told = {}): Told {
  return { type: 'done', run, failure: null, files: [], isOver: false, ...given }
}

const never = new AbortController().signal

describe('the interpreter', () => {
  it('runs one program of a session after another', async () => {
    const { interpreter, pythons } = scene()
    const first = interpreter.run(task({ code: '1' }), never)
    const second = interpreter.run(task({ code: '2' }), never)
    await expect.poll(() => pythons[0]?.posted.map(({ code }) => code)).toEqual(['1'])
    pythons[0]?.say({ type: 'output', text: 'one' })
    pythons[0]?.say(done(1))
    expect((await first).logs).toBe('one')
    await expect.poll(() => pythons[0]?.posted.length).toBe(2)
    pythons[0]?.say(done(1)) // of the first, once more
    pythons[0]?.say({ type: 'output', text: 'two' })
    pythons[0]?.say(done(2))
    expect((await second).logs).toBe('two')
    expect(pythons).toHaveLength(1)
  })

  it('hears nothing but what a session can say, and no more of it than fits', async () => {
    const { interpreter, pythons } = scene()
    const result = interpreter.run(task(), never)
    await expect.poll(() => pythons[0]?.posted.length).toBe(1)
    const said = [
      null,
      'done',
      { type: 'other' },
      { type: 'output', text: 7 },
      { type: 'image', bytes: 'none' },
    ]
    for (const message of said) pythons[0]?.say(message)
    for (let n = 0; n < 4; n += 1) pythons[0]?.say({ type: 'output', text: 'x'.repeat(60_000) })
    for (let n = 0; n < 30; n += 1) pythons[0]?.say({ type: 'image', bytes: new Uint8Array(2) })
    const files = Array.from({ length: 70 }, (_, n) => ({ name: `${n}.txt`, bytes: new Uint8Array(1) }))
    pythons[0]?.say(done(1, { files }))
    const { logs, images, files: kept } = await result
    expect([logs.length, images.length, kept.length]).toEqual([150_000, 20, 50])
  })

  it('reads a file once for a session, under a name that leads nowhere else', async () => {
    const { interpreter, pythons } = scene()
    let reads = 0
    const read = (): Promise<Blob> => {
      reads += 1
      return Promise.resolve(new Blob(['text']))
    }
    const files = [{ id: 'file_1', name: '../a/./b.txt', read }]
    for (const run of [1, 2]) {
      const result = interpreter.run(task({ files }), never)
      await expect.poll(() => pythons[0]?.posted.length).toBe(run)
      pythons[0]?.say(done(run))
      await result
    }
    const bytes = new TextEncoder().encode('text')
    expect(pythons[0]?.posted.map((posted) => posted['files'])).toEqual([[{ name: 'a/b.txt', bytes }], []])
    expect(reads).toBe(1)
  })

  it('refuses more attached bytes than programs get', async () => {
    const { interpreter } = scene()
    const blob = new Blob([new Uint8Array(200_000_000)])
    const files = ['1', '2'].map((id) => ({ id, name: id, read: () => Promise.resolve(blob) }))
    const { logs, failure } = await interpreter.run(task({ files }), never)
    expect(failure).toBe('exception')
    expect(logs).toBe('The attached files have 400000000 bytes together. Programs get at most 268435456.\n')
  })

  it('asks for packages before a program has begun, and not in the middle of it', async () => {
    const asked: (readonly string[])[] = []
    const { interpreter, pythons } = scene({
      allow: ({ packages }) => {
        asked.push(packages)
        return Promise.resolve(true)
      },
    })
    const result = interpreter.run(task(), never)
    await expect.poll(() => pythons[0]?.posted.length).toBe(1)
    pythons[0]?.say({ type: 'wants', packages: ['numpy'], others: [] })
    await expect.poll(() => pythons[0]?.posted[1]).toEqual({ type: 'allow', isAllowed: true })
    pythons[0]?.say({ type: 'fetch', file: 'numpy.whl' })
    await expect
      .poll(() => pythons[0]?.posted[2])
      .toEqual({ type: 'package', file: 'numpy.whl', bytes: null })
    pythons[0]?.say({ type: 'started' })
    pythons[0]?.say({ type: 'wants', packages: ['forged'], others: [] })
    pythons[0]?.say(done(1))
    await result
    expect(asked).toEqual([['numpy']])
  })

  it('tells the first program of a session that an earlier page had', async () => {
    const past = new Set(['thread_1'])
    const { interpreter, pythons } = scene({}, past)
    const first = interpreter.run(task(), never)
    const other = interpreter.run(task({ sessionId: 'thread_2' }), never)
    await expect.poll(() => pythons.map(({ posted }) => posted.length)).toEqual([1, 1])
    for (const python of pythons) python.say(done(1))
    expect((await first).logs).toContain('this is a new session')
    expect((await other).logs).toBe('')
    const second = interpreter.run(task(), never)
    await expect.poll(() => pythons[0]?.posted.length).toBe(2)
    pythons[0]?.say(done(2))
    expect((await second).logs).toBe('')
    expect([...past]).toEqual(['thread_1', 'thread_2'])
  })

  it('begins anew after an abort, a restart or an end, and tells the program so', async () => {
    const { interpreter, pythons } = scene()
    const stop = new AbortController()
    const stopped = interpreter.run(task(), stop.signal)
    await expect.poll(() => pythons[0]?.posted.length).toBe(1)
    stop.abort(new Error('stopped'))
    await expect(stopped).rejects.toThrow('stopped')
    expect(pythons[0]?.hasEnded).toBe(true)

    const ended = interpreter.run(task(), never)
    await expect.poll(() => pythons[1]?.posted.length).toBe(1)
    pythons[1]?.say({ type: 'broken', message: 'Its process has ended.' })
    expect(await ended).toMatchObject({
      failure: 'exception',
      logs: expect.stringMatching(/^Note: this is a new session[^]*Its process has ended.\n$/),
    })

    const restarted = interpreter.run(task(), never)
    await expect.poll(() => pythons[2]?.posted.length).toBe(1)
    interpreter.restart('thread_1')
    expect(await restarted).toMatchObject({
      failure: 'exception',
      logs: expect.stringMatching(/was ended\.\n$/),
    })
    expect(pythons.map(({ hasEnded }) => hasEnded)).toEqual([true, true, true])
  })

  it('says why Python could not be started, and tries anew the next time', async () => {
    const { interpreter, pythons } = scene()
    const result = interpreter.run(task(), never)
    await expect.poll(() => pythons.length).toBe(1)
    pythons[0]?.say({ type: 'broken', message: 'no WebAssembly' })
    await expect(result).rejects.toThrow('Python could not be started: no WebAssembly')
    const next = interpreter.run(task(), never)
    await expect.poll(() => pythons[1]?.posted.length).toBe(1)
    pythons[1]?.say(done(1))
    expect((await next).logs).toBe('')
  })
})
