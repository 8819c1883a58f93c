import { EditorView } from '@codemirror/view'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import ParametersPanel from '@/components/parameters/ParametersPanel.vue'
import type { ChatParameters } from '@/domain/chat.ts'
import { copyParameters } from '@/domain/chatRequest.ts'
import type { ChatApi } from '@/domain/connection.ts'
import type { Locale } from '@/i18n/index.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => wrapper.unmount())

interface Setup {
  parameters?: ChatParameters
  api?: ChatApi | null
  refused?: string[]
}

interface Mounted {
  parameters: () => ChatParameters
  replace: (next: ChatParameters) => Promise<void>
  allowed: string[]
}

/** The panel under a parent that keeps copies, as the chat's storage does. */
async function open(setup: Setup = {}, locale: Locale = 'en'): Promise<Mounted> {
  const parameters = shallowRef(setup.parameters ?? {})
  const api = shallowRef<ChatApi | null>(setup.api ?? null)
  const allowed: string[] = []
  const Parent = defineComponent(
    () => () =>
      h(ParametersPanel, {
        parameters: parameters.value,
        'onUpdate:parameters': (next: ChatParameters) => (parameters.value = copyParameters(next)),
        api: api.value,
        'onUpdate:api': (next: ChatApi | null) => (api.value = next),
        connectionApi: 'chat-completions',
        refused: setup.refused ?? [],
        onAllowAgain: (name: string) => void allowed.push(name),
      }),
  )
  wrapper = await mountWithWords(Parent, {}, locale)
  await vi.waitFor(() => expect(document.querySelector('.cm-content')).not.toBeNull())
  return {
    parameters: () => parameters.value,
    replace: async (next) => {
      parameters.value = next
      await flushPromises()
    },
    allowed,
  }
}

function field(label: string): HTMLInputElement {
  const found = [...document.querySelectorAll('label')].find(
    (element) => element.textContent.trim() === label,
  )
  const control = document.getElementById(found?.htmlFor ?? '')
  if (!(control instanceof HTMLElement)) throw new Error(`There is no field “${label}”.`)
  return control as HTMLInputElement
}

async function type(label: string, text: string): Promise<void> {
  const control = field(label)
  control.value = text
  control.dispatchEvent(new Event(control.tagName === 'SELECT' ? 'change' : 'input'))
  await flushPromises()
}

async function press(name: string): Promise<void> {
  const button = [...document.querySelectorAll('button')].find(
    (element) => (element.getAttribute('aria-label') ?? element.textContent.trim()) === name,
  )
  if (button === undefined) throw new Error(`There is no button “${name}”.`)
  button.click()
  await flushPromises()
}

function editor(label: string): EditorView {
  const content = document.querySelector<HTMLElement>(`.cm-content[aria-label="${label}"]`)
  const view = content && EditorView.findFromDOM(content)
  if (!view) throw new Error(`There is no editor “${label}”.`)
  return view
}

async function write(label: string, text: string): Promise<void> {
  const view = editor(label)
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
  await flushPromises()
}

function errorOf(label: string): string | undefined {
  return field(label).closest('.field')?.querySelector('.error')?.textContent
}

describe('numbers', () => {
  it('sends what is set, and nothing for a blank', async () => {
    const panel = await open()
    await type('Temperature', '0.4')
    await type('Seed', '7')
    expect(panel.parameters()).toEqual({ temperature: 0.4, seed: 7 })
    await type('Temperature', '')
    expect(panel.parameters()).toEqual({ seed: 7 })
  })

  it('marks what is out of range, and keeps what was valid last', async () => {
    const panel = await open({ parameters: { temperature: 1 } })
    await type('Temperature', '3')
    expect(errorOf('Temperature')).toBe('At most 2.')
    expect(field('Temperature').getAttribute('aria-invalid')).toBe('true')
    expect(panel.parameters()).toEqual({ temperature: 1 })
    await type('Top P', '0.5')
    expect(field('Temperature').value).toBe('3')
  })

  it('leaves a number alone while it is typed', async () => {
    await open()
    await type('Temperature', '1.')
    expect(field('Temperature').value).toBe('1.')
  })

  it('resets one, and all', async () => {
    const panel = await open({ parameters: { temperature: 1, seed: 7, instructions: 'Be brief.' } })
    await press('Clear Temperature')
    expect(panel.parameters()).toEqual({ seed: 7, instructions: 'Be brief.' })
    await press('Reset all')
    expect(panel.parameters()).toEqual({})
    expect(field('Seed').value).toBe('')
  })

  it('shows those of another chat', async () => {
    const panel = await open({ parameters: { temperature: 1 } })
    await type('Temperature', 'hot')
    await panel.replace({ temperature: 0.2 })
    expect(field('Temperature').value).toBe('0.2')
  })
})

describe('instructions and choices', () => {
  it('sends instructions under a role', async () => {
    const panel = await open()
    await type('Instructions', 'Be brief.')
    await type('Sent as', 'developer')
    await type('Reasoning effort', 'low')
    expect(panel.parameters()).toEqual({
      instructions: 'Be brief.',
      instructions_role: 'developer',
      reasoning_effort: 'low',
    })
  })

  it('takes up to four stop sequences', async () => {
    const panel = await open()
    await type('Stop sequences', String.raw`\nUser:`)
    for (const n of [2, 3, 4]) {
      await press('Add a sequence')
      const input = document.querySelector<HTMLInputElement>(`[aria-label="Stop sequence ${n}"]`)
      expect(document.activeElement).toBe(input)
      if (input === null) continue
      input.value = `stop ${n}`
      input.dispatchEvent(new Event('input'))
      await flushPromises()
    }
    expect(panel.parameters().stop).toEqual(['\nUser:', 'stop 2', 'stop 3', 'stop 4'])
    expect(wrapper.text()).not.toContain('Add a sequence')
    await press('Remove sequence 2')
    expect(panel.parameters().stop).toEqual(['\nUser:', 'stop 3', 'stop 4'])
  })
})

describe('marks', () => {
  it('says what Responses does not have', async () => {
    await open({ api: 'responses', parameters: { seed: 1 } })
    const parameter = field('Seed').closest('.parameter')
    expect(parameter?.textContent).toContain('Not sent with Responses.')
    expect(field('Temperature').closest('.parameter')?.textContent).not.toContain('Not sent with Responses.')
    await type('API', '')
    expect(parameter?.textContent).not.toContain('Not sent with Responses.')
  })

  it('says what the model refused, and offers to try again', async () => {
    const panel = await open({ refused: ['temperature', 'text.format', 'stream'] })
    expect(field('Temperature').closest('.parameter')?.textContent).toContain(
      'Left out: this model refused it.',
    )
    expect(wrapper.text()).toContain('Also left out, since this model refused it: stream.')
    for (const button of document.querySelectorAll<HTMLElement>('.mark button, .others button'))
      button.click()
    expect(panel.allowed).toEqual(['temperature', 'text.format', 'stream'])
  })

  it('names marks and errors to screen readers', async () => {
    await open({ api: 'responses' })
    const described = field('Seed').getAttribute('aria-describedby')?.split(' ') ?? []
    const texts = described.map((id) => document.getElementById(id)?.textContent.trim())
    expect(texts).toContain('Not sent with Responses.')
  })
})

describe('response format', () => {
  it('starts a JSON schema that is valid, strict mode included', async () => {
    const panel = await open()
    await type('Response format', 'json_schema')
    expect(panel.parameters().response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { name: 'answer', strict: true },
    })
    await vi.waitFor(() => editor('Schema'))
    expect(document.querySelector('[role=status].notes')?.textContent.trim()).toBe('')
  })

  it('takes a schema once it is valid, and says what is wrong until then', async () => {
    const panel = await open()
    await type('Response format', 'json_schema')
    await vi.waitFor(() => editor('Schema'))
    const before = panel.parameters().response_format
    const notes = (): string => document.querySelector('[role=status].notes')?.textContent ?? ''

    await write('Schema', '{ "type": ')
    expect(notes()).toContain('This is not valid JSON.')
    expect(notes()).toContain('what was valid last is still sent')
    await write('Schema', '{ "type": "text" }')
    expect(notes()).toContain('type: "text" is no type.')
    expect(panel.parameters().response_format).toEqual(before)
    await type('Temperature', '1')
    expect(editor('Schema').state.doc.toString()).toBe('{ "type": "text" }')

    await write('Schema', '{ "type": "object", "properties": { "a": {} }, "additionalProperties": false }')
    expect(notes()).toContain('properties.a: strict mode wants “a” in required')
    expect(panel.parameters().response_format).toMatchObject({
      json_schema: { schema: { properties: { a: {} } } },
    })
  })

  it('refuses a name that the API would refuse', async () => {
    const panel = await open()
    await type('Response format', 'json_schema')
    await type('Schema name', 'two words')
    expect(errorOf('Schema name')).toContain('1 to 64')
    expect(panel.parameters().response_format).toMatchObject({ json_schema: { name: 'answer' } })
    await type('Schema name', 'report')
    expect(panel.parameters().response_format).toMatchObject({ json_schema: { name: 'report' } })
  })
})

describe('extra body', () => {
  it('takes a JSON object and nothing else', async () => {
    const panel = await open({ parameters: { extra_body: { top_k: 40 } } })
    await write('Extra body', '[1]')
    expect(wrapper.text()).toContain('It has to be a JSON object: { … }.')
    expect(editor('Extra body').contentDOM.getAttribute('aria-invalid')).toBe('true')
    expect(panel.parameters()).toEqual({ extra_body: { top_k: 40 } })
    await write('Extra body', '{"min_p": 0.1}')
    expect(panel.parameters()).toEqual({ extra_body: { min_p: 0.1 } })
    await press('Clear Extra body')
    expect(panel.parameters()).toEqual({})
    expect(editor('Extra body').state.doc.toString()).toBe('')
  })

  it('speaks Chinese', async () => {
    await open({}, 'zh-CN')
    await write('附加请求体', '{')
    expect(wrapper.text()).toContain('这不是有效的 JSON。')
    expect(wrapper.text()).toContain('尚未采用：目前不会发送。')
  })
})
