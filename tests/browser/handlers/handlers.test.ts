import { deleteDB } from 'idb'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useHandlersStore } from '@/stores/handlers.ts'

const { signal } = new AbortController()

function call(
  id: string,
  name: string,
  args = '{}',
): { id: string; function: { name: string; arguments: string } } {
  return { id, function: { name, arguments: args } }
}

async function save(name: string, code: string): Promise<void> {
  await useHandlersStore().save({ name, code, isAutomatic: true, isNetworkAllowed: false, updatedAt: 1 })
}

const frames = (): number => document.querySelectorAll('iframe').length

beforeEach(async () => {
  await deleteDB('skein-console')
  setActivePinia(createPinia())
})

describe('handlers in a real browser', () => {
  it('answer all calls of a run, each with its own arguments', async () => {
    await save('add', 'return args.a + args.b')
    await save('greet', 'return "Hello " + args.name')
    const outputs = await useHandlersStore().automaticOutputs(
      [
        call('c1', 'add', '{"a":1,"b":2}'),
        call('c2', 'greet', '{"name":"Ada"}'),
        call('c3', 'add', '{"a":3,"b":4}'),
      ],
      signal,
    )
    expect(outputs).toEqual([
      { tool_call_id: 'c1', output: '3' },
      { tool_call_id: 'c2', output: 'Hello Ada' },
      { tool_call_id: 'c3', output: '7' },
    ])
    expect(frames()).toBe(0)
  })

  it('fail as one, by name, and leave none running', async () => {
    await save('fails', 'nope()')
    await save('waits', 'await new Promise(() => {})')
    await expect(
      useHandlersStore().automaticOutputs([call('c1', 'waits'), call('c2', 'fails')], signal),
    ).rejects.toMatchObject({
      data: {
        kind: 'handler',
        code: 'threw',
        param: 'fails',
        detail: 'Line 1: ReferenceError: nope is not defined',
      },
    })
    expect(frames()).toBe(0)
  })

  it('stop when they are told to', async () => {
    await save('loops', 'while (true) {}')
    const controller = new AbortController()
    const outputs = useHandlersStore().automaticOutputs([call('c1', 'loops')], controller.signal)
    setTimeout(() => controller.abort(), 200)
    await expect(outputs).rejects.toMatchObject({ data: { kind: 'aborted' } })
    expect(frames()).toBe(0)
  })

  it('give an output to who tries code that is not saved, or the reason why there is none', async () => {
    const store = useHandlersStore()
    const options = { isNetworkAllowed: false, signal }
    expect(await store.run('return args.map((n) => n * 2)', [1, 2], options)).toEqual({ output: '[2,4]' })
    await expect(store.run('args.a', {}, options)).rejects.toMatchObject({
      data: { kind: 'handler', code: 'nothing' },
    })
  })
})
