import { forEachDiagnostic } from '@codemirror/lint'
import { EditorView } from '@codemirror/view'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import JsonEditor from '@/components/base/JsonEditor.vue'
import type { JsonProblem } from '@/components/base/jsonProblem.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => wrapper.unmount())

async function open(text: string, problems: JsonProblem[] = []): Promise<EditorView> {
  wrapper = await mountWithWords(JsonEditor, { props: { label: 'Schema', modelValue: text, problems } })
  return vi.waitFor(() => {
    const content = document.querySelector<HTMLElement>('.cm-content')
    const view = content && EditorView.findFromDOM(content)
    if (!view) throw new Error('The editor is not there yet.')
    return view
  })
}

/** The text that each problem is marked at, with its severity. */
function marks(view: EditorView): string[] {
  const found: string[] = []
  forEachDiagnostic(view.state, ({ severity }, from, to) => {
    found.push(`${severity} ${view.state.sliceDoc(from, to)}`)
  })
  return found
}

const TEXT = '{\n  "properties": { "a b": [1, { "type": "x" }] }\n}'

describe('JsonEditor', () => {
  it('can be typed into before CodeMirror is there', async () => {
    wrapper = await mountWithWords(JsonEditor, { props: { label: 'Schema', modelValue: '{}' } })
    await wrapper.get('textarea[aria-label=Schema]').setValue('{"a":1}')
    expect(wrapper.emitted('update:modelValue')).toEqual([['{"a":1}']])
    await vi.waitFor(() => expect(document.querySelector('.cm-content')).not.toBeNull())
  })

  it('says what was typed, and shows what is set from outside', async () => {
    const view = await open('{}')
    view.dispatch({ changes: { from: 1, insert: '"a":1' } })
    expect(wrapper.emitted('update:modelValue')).toEqual([['{"a":1}']])
    await wrapper.setProps({ modelValue: '[]' })
    expect(view.state.doc.toString()).toBe('[]')
  })

  it.each([
    [{ path: ['properties', 'a b', 1, 'type'] }, 'error "x"'],
    [{ path: ['properties', 'a b', 0], severity: 'warning' as const }, 'warning 1'],
    [{ path: ['properties', 'a b'] }, 'error ['],
    [{ path: ['properties', 'nothing'] }, 'error {'],
    [{ path: [] }, 'error {'],
    [{ from: 4, to: 16 }, 'error "properties"'],
  ])('marks %j', async (place, mark) => {
    const view = await open(TEXT, [{ message: 'No.', ...place }])
    expect(marks(view)).toEqual([mark])
  })

  it('marks where the syntax breaks', async () => {
    const view = await open('{ "a": nope }', [{ message: 'No.' }])
    expect(marks(view)).toEqual(['error nope'])
  })

  it('tells assistive technology that it is invalid, by an error and not by a warning', async () => {
    const view = await open('{}', [{ message: 'Hm.', severity: 'warning' }])
    expect(view.contentDOM.getAttribute('aria-invalid')).toBe('false')
    expect(view.contentDOM.getAttribute('aria-label')).toBe('Schema')
    await wrapper.setProps({ problems: [{ message: 'No.' }] })
    await flushPromises()
    expect(view.contentDOM.getAttribute('aria-invalid')).toBe('true')
  })

  it('lets Tab leave the field', async () => {
    const view = await open('{}')
    const event = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true })
    view.contentDOM.dispatchEvent(event)
    expect(event.defaultPrevented).toBe(false)
  })
})
