import { EditorView } from '@codemirror/view'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { deleteDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { Locale } from '@/i18n/index.ts'
import { useHandlersStore } from '@/stores/handlers.ts'
import HandlerEditor from '@/views/assistants/HandlerEditor.vue'
import { button, field, press, seeText } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
// Loaded with the test, so that no wait inside it is a wait for CodeMirror.
import '@/components/base/jsonEditor.ts'
import '@/components/handlers/scriptEditor.ts'

let wrapper: VueWrapper
const PARAMETERS = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } }

async function open(locale: Locale = 'en', props: { sample?: string } = {}): Promise<void> {
  const Host = defineComponent(
    () => () =>
      h('main', [
        h('h2', 'Handler'),
        h(HandlerEditor, { name: 'look_up', parameters: PARAMETERS, ...props }),
      ]),
  )
  wrapper = await mountWithWords(Host, {}, locale)
  await code()
}

/** The editor of the code (0), or of the arguments (1), once it is there. */
function editor(index: number): Promise<EditorView> {
  return vi.waitFor(() => {
    const content = document.querySelectorAll<HTMLElement>('.cm-content')[index]
    const view = content && EditorView.findFromDOM(content)
    if (!view) throw new Error('The editor is not there yet.')
    return view
  })
}
const code = (): Promise<EditorView> => editor(0)
const codeText = async (): Promise<string> => (await code()).state.doc.toString()

async function write(text: string, index = 0): Promise<void> {
  const view = await editor(index)
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
  await flushPromises()
}

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
})
afterEach(() => {
  wrapper.unmount()
  document.body.replaceChildren()
})

describe('HandlerEditor', () => {
  it('begins with code and arguments made from the parameters, which work', async () => {
    await open()
    expect(await codeText()).toBe('const { city, days } = args\n\nreturn { city, days }\n')
    await press('Run')
    await seeText('{"city":"","days":0}')
  })

  it('tries what is written, with what it logs, and with the arguments of a call', async () => {
    await open('en', { sample: '{"city":"Oslo"}' })
    await write(`console.log('asked for', args.city); return args.city.toUpperCase()`)
    await press('Run')
    await seeText('OSLO')
    await seeText('asked for Oslo')
  })

  it('marks the line that failed', async () => {
    await open()
    await write(`const one = 1\nnope()`)
    await press('Run')
    await seeText('Line 2: ReferenceError: nope is not defined')
    await vi.waitFor(() => expect(document.querySelector('.cm-lintRange-error')?.textContent).toBe('nope()'))
    await write('return 1')
    expect(document.querySelector('.cm-lintRange-error')).toBeNull()
  })

  it('stops what does not end', async () => {
    await open()
    await write('while (true) {}')
    await press('Run')
    await press('Stop')
    await seeText('Stopped.')
    expect(document.querySelectorAll('iframe')).toHaveLength(0)
  })

  it('runs nothing while the arguments are not JSON', async () => {
    await open()
    await write('{ city', 1)
    await seeText('These arguments are not valid JSON.')
    expect((await button('Run')).disabled).toBe(true)
  })

  it('keeps what is not saved over a reload, and saves it', async () => {
    await open()
    await write('return 42')
    field(/^Answer automatically/).click()
    await seeText('Not saved yet')
    wrapper.unmount()
    await open()
    expect(await codeText()).toBe('return 42')
    await press('Save handler')
    await seeText('Saved in this browser.')
    expect(useHandlersStore().byName('look_up')).toMatchObject({ code: 'return 42', isAutomatic: true })
    expect(Object.keys(localStorage).filter((name) => name.includes('handler:'))).toEqual([])
  })

  it('goes back to what is saved, and deletes it after asking', async () => {
    await open()
    await write('return 42')
    await press('Save handler')
    await write('return 43')
    await press('Discard changes')
    await vi.waitFor(async () => expect(await codeText()).toBe('return 42'))
    await press('Delete')
    await seeText('Delete the handler of look_up?')
    const confirm = await vi.waitFor(() => {
      const found = document.querySelector<HTMLButtonElement>('[role=dialog] footer button:last-child')
      if (found === null) throw new Error('Nothing asks.')
      return found
    })
    confirm.click()
    await seeText('No handler is saved yet.')
    expect(await codeText()).toContain('const { city, days } = args')
  })

  it('warns where the network is allowed', async () => {
    await open()
    await seeText('only the output leaves the sandbox')
    field(/^Allow network access/).click()
    await seeText('to any server')
  })

  it.each(['en', 'zh-CN'] as const)('passes axe (%s)', async (locale) => {
    await open(locale)
    await write('nope()')
    await press(locale === 'en' ? 'Run' : '运行')
    await seeText('ReferenceError')
    const { violations } = await axe.run(document.body)
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  })
})
