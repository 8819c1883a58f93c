import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useInterpreterStore } from '@/stores/interpreter.ts'

const QUESTION = { host: 'cdn.example', packages: ['numpy'] }

beforeEach(() => setActivePinia(createPinia()))

describe('the sessions of the interpreter', () => {
  it('are idle until they are told otherwise', () => {
    const store = useInterpreterStore()
    expect(store.statusOf('thread_1')).toEqual({ state: 'idle' })
    store.setStatus('thread_1', { state: 'running' })
    expect(store.statusOf('thread_1')).toEqual({ state: 'running' })
    expect(store.statusOf('thread_2')).toEqual({ state: 'idle' })
    store.setStatus('thread_1', { state: 'idle' })
    expect(store.statusOf('thread_1')).toEqual({ state: 'idle' })
  })

  it('wait for the person while a question stands', async () => {
    const store = useInterpreterStore()
    const loading = {
      state: 'loading',
      progress: { stage: 'start', loadedBytes: 0, totalBytes: null },
    } as const
    store.setStatus('thread_1', loading)
    const answer = store.ask(QUESTION)
    expect(store.statusOf('thread_1')).toMatchObject({ progress: { stage: 'person' } })
    expect(store.statusOf('thread_2')).toEqual({ state: 'idle' })
    store.answer(true)
    await answer
    expect(store.statusOf('thread_1')).toEqual(loading)
  })

  it('are restarted by the interpreter, once there is one', () => {
    const store = useInterpreterStore()
    const restarted: string[] = []
    store.restart('thread_1')
    store.connect({ restart: (id) => restarted.push(id) })
    store.restart('thread_2')
    expect(restarted).toEqual(['thread_2'])
  })
})

describe('the question for a host', () => {
  it('is asked once for all who wait, and once for all after a refusal', async () => {
    const store = useInterpreterStore()
    const answers = [store.ask(QUESTION), store.ask({ ...QUESTION, packages: ['pandas'] })]
    expect(store.question).toEqual(QUESTION)
    store.answer(false)
    expect(await Promise.all(answers)).toEqual([false, false])
    expect(store.question).toBeNull()
    expect(await store.ask(QUESTION)).toBe(false)
    expect(store.question).toBeNull()
  })

  it('is answered with leave', async () => {
    const store = useInterpreterStore()
    const answer = store.ask(QUESTION)
    store.answer(true)
    expect(await answer).toBe(true)
    expect(store.question).toBeNull()
  })

  it('waits for the answer to the one before, when it is of another host', async () => {
    const store = useInterpreterStore()
    const first = store.ask(QUESTION)
    const second = store.ask({ host: 'files.example', packages: ['openpyxl'] })
    store.answer(true)
    expect(await first).toBe(true)
    expect(store.question?.host).toBe('files.example')
    store.answer(false)
    expect(await second).toBe(false)
    expect(store.question).toBeNull()
  })
})
