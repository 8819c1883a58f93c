import { EditorView } from '@codemirror/view'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, shallowRef, type ShallowRef } from 'vue'
import ToolsFields from '@/components/assistants/ToolsFields.vue'
import type { AssistantTool, FunctionTool } from '@/domain/api.ts'
import { newDraft, parseDraft } from '@/domain/assistantDraft.ts'
import { isAtParam } from '@/domain/assistantParams.ts'
import type { Locale } from '@/i18n/index.ts'
import { button, field, fill, press, seeText } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => {
  wrapper.unmount()
  document.body.replaceChildren()
})

interface Scene {
  tools: ShallowRef<AssistantTool[]>
  unparsed: ShallowRef<(string | null)[]>
}

const weather: FunctionTool = {
  type: 'function',
  function: { name: 'get_weather', description: 'Tells the weather.', parameters: { type: 'object' } },
}
const add: FunctionTool = { type: 'function', function: { name: 'add', parameters: { type: 'object' } } }

/** The editor under a parent that keeps copies, as a draft in storage does. */
async function open(start: AssistantTool[] = [], errorParam?: string, locale: Locale = 'en'): Promise<Scene> {
  const tools = shallowRef(start)
  const unparsed = shallowRef<(string | null)[]>(start.map(() => null))
  const Parent = defineComponent(
    () => () =>
      h(ToolsFields, {
        modelValue: tools.value,
        'onUpdate:modelValue': (next: AssistantTool[]) => (tools.value = structuredClone(next)),
        unparsed: unparsed.value,
        'onUpdate:unparsed': (next: (string | null)[]) => (unparsed.value = [...next]),
        errorAt: (param) =>
          errorParam !== undefined && isAtParam(param, errorParam) ? 'It cannot be so.' : undefined,
      }),
  )
  wrapper = await mountWithWords(Parent, {}, locale)
  return { tools, unparsed }
}

async function unfold(position = 0): Promise<HTMLDetailsElement> {
  const details = document.querySelectorAll('details')[position]!
  details.open = true
  details.dispatchEvent(new Event('toggle'))
  await vi.waitFor(() => expect(details.querySelector('.cm-content')).not.toBeNull())
  return details
}

/** Types a whole text into the editor of parameters. */
async function typeParameters(details: HTMLElement, text: string): Promise<void> {
  const view = EditorView.findFromDOM(details.querySelector<HTMLElement>('.cm-editor')!)!
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
  await flushPromises()
}

const shownParameters = (details: HTMLElement): string =>
  EditorView.findFromDOM(details.querySelector<HTMLElement>('.cm-editor')!)!.state.doc.toString()
const toggle = async (name: string): Promise<void> => {
  const control = [...document.querySelectorAll<HTMLInputElement>('[role=switch]')].find((one) =>
    one.closest('label')?.textContent.includes(name),
  )
  control!.click()
  await flushPromises()
}

describe('ToolsFields', () => {
  it('turns the tools of the API on and off, and leaves the functions alone', async () => {
    const { tools } = await open([weather])
    await toggle('Code interpreter')
    await toggle('File search')
    expect(tools.value.map(({ type }) => type)).toEqual(['file_search', 'code_interpreter', 'function'])
    await toggle('Code interpreter')
    expect(tools.value).toEqual([{ type: 'file_search' }, weather])
  })

  it('says of tools that it does not know that they are kept, and keeps them', async () => {
    const kept = parseDraft({
      ...newDraft(),
      tools: [weather, { type: 'web_search' }],
      unparsed: [null, null],
    })
    const { tools } = await open(kept?.tools)
    await seeText('1 tool of another kind is kept.')
    await toggle('Code interpreter')
    expect(tools.value.map(({ type }) => type)).toEqual(['code_interpreter', 'function', 'web_search'])
  })

  it('sends of file search what was set', async () => {
    const { tools } = await open([{ type: 'file_search' }])
    await fill('Results', '7')
    expect(tools.value).toEqual([{ type: 'file_search', file_search: { max_num_results: 7 } }])
    await fill('Score threshold', '0.4')
    const ranker = field('Ranker')
    ranker.value = 'auto'
    ranker.dispatchEvent(new Event('change'))
    await flushPromises()
    expect(tools.value).toEqual([
      {
        type: 'file_search',
        file_search: { max_num_results: 7, ranking_options: { score_threshold: 0.4, ranker: 'auto' } },
      },
    ])
    await fill('Results', '51')
    await seeText('At most 50.')
    expect(field('Results').getAttribute('aria-invalid')).toBe('true')
  })

  it('adds a function to fill in, and goes to its name', async () => {
    const { tools } = await open()
    await press('Add function')
    await press('New function')
    expect(document.activeElement).toBe(field('Function name'))
    await fill('Function name', 'add numbers')
    await seeText('1 to 64 letters (a–z), digits, _ or -.')
    await fill('Function name', 'add_numbers')
    await fill('What it does', 'Adds.')
    await toggle('Strict')
    expect(tools.value).toEqual([
      {
        type: 'function',
        function: {
          name: 'add_numbers',
          description: 'Adds.',
          strict: true,
          parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
        },
      },
    ])
    await fill('What it does', '')
    expect(tools.value[0]).not.toHaveProperty('function.description')
  })

  it('starts from an example in the language of the person, that holds in strict mode', async () => {
    const { tools } = await open([], undefined, 'zh-CN')
    await press('添加函数')
    await press('get_weather')
    expect(tools.value).toMatchObject([
      { function: { description: '查询某个城市当前的天气。', strict: true } },
    ])
    await vi.waitFor(() => expect(document.querySelector('.cm-content')).not.toBeNull())
    expect(document.querySelectorAll('.notes .error, .notes .warning')).toHaveLength(0)
  })

  it('checks the schema as it is typed, and takes what is JSON', async () => {
    const { tools, unparsed } = await open([weather])
    const details = await unfold()
    await typeParameters(details, '{ "type": "text" }')
    await seeText('"text" is no type')
    expect(tools.value[0]).toHaveProperty('function.parameters', { type: 'text' })

    await typeParameters(details, '{ "type": ')
    await seeText('This is not valid JSON.')
    expect(unparsed.value).toEqual(['{ "type": '])
    expect(tools.value[0]).toHaveProperty('function.parameters', { type: 'text' })

    await typeParameters(details, '{ "type": "object" }')
    expect(unparsed.value).toEqual([null])
    await typeParameters(details, '')
    expect(tools.value[0]).not.toHaveProperty('function.parameters')
  })

  it('says under strict what strict mode does not take', async () => {
    await open([weather])
    const details = await unfold()
    await typeParameters(details, '{ "type": "object", "properties": { "city": { "type": "string" } } }')
    expect(details.textContent).not.toContain('strict mode')
    await toggle('Strict')
    await seeText('strict mode wants “city” in required')
  })

  it('shows at once what cannot be saved as it is', async () => {
    const props = { modelValue: [weather, add], unparsed: [null, '{'] }
    wrapper = await mountWithWords(defineComponent(() => () => h(ToolsFields, props)))
    const [first, second] = document.querySelectorAll('details')
    expect([first?.open, second?.open]).toEqual([false, true])
    await seeText('This is not valid JSON.')
  })

  it('cannot be closed over what cannot be saved', async () => {
    await open([weather])
    const details = await unfold()
    await typeParameters(details, '{ "half": ')
    details.open = false
    details.dispatchEvent(new Event('toggle'))
    await flushPromises()
    expect(details.open).toBe(true)
    await typeParameters(details, '{}')
    details.open = false
    details.dispatchEvent(new Event('toggle'))
    await flushPromises()
    expect(details.querySelector('.cm-content')).toBeNull()
  })

  it('opens the second of two functions of one name', async () => {
    await open([weather, weather])
    const [first, second] = document.querySelectorAll('details')
    expect([first?.open, second?.open]).toEqual([false, true])
    await seeText('Another function has this name.')
  })

  it('keeps each text with its function when another is taken out', async () => {
    const { tools, unparsed } = await open([weather, add])
    await unfold(0)
    const second = await unfold(1)
    await typeParameters(second, '{ "half": ')
    await press('Remove the function get_weather')
    expect(tools.value).toEqual([add])
    expect(unparsed.value).toEqual(['{ "half": '])
    expect(shownParameters(document.querySelector('details')!)).toBe('{ "half": ')
  })

  it('shows another state of a function when it is brought from outside', async () => {
    const { tools } = await open([weather])
    const details = await unfold()
    await typeParameters(details, '{ "type": "object", "title": "Mine" }')
    tools.value = [weather]
    await flushPromises()
    expect(JSON.parse(shownParameters(details))).toEqual({ type: 'object' })
  })

  it('does not take two functions of one name for right', async () => {
    await open([weather, add])
    await unfold(1)
    const name = [...document.querySelectorAll<HTMLInputElement>('details')][1]!.querySelector('input')!
    name.value = 'get_weather'
    name.dispatchEvent(new Event('input'))
    await seeText('Another function has this name.')
  })

  it('takes functions in from JSON, under names that are free', async () => {
    const { tools } = await open([weather])
    await press('Add function')
    await press('From JSON…')
    await vi.waitFor(() => expect(document.querySelector('[role=dialog] .cm-content')).not.toBeNull())
    const dialog = document.querySelector<HTMLElement>('[role=dialog]')!
    await typeParameters(dialog, '{ "city": 1 }')
    await seeText('No function found in it')
    expect((await button('Add function')).isConnected).toBe(true)
    await typeParameters(dialog, JSON.stringify({ tools: [weather, add] }))
    await seeText('Found: get_weather, add')
    await press('Add 2 functions')
    expect(tools.value.map((tool) => tool.type === 'function' && tool.function.name)).toEqual([
      'get_weather',
      'get_weather_2',
      'add',
    ])
  })

  it.each([
    ['tools', 0],
    ['tools[0]', 0],
    ['tools[1].function', 1],
    ['tools[0].function.parameters.type', 0],
  ])('says an error at %s once', async (param) => {
    await open([weather, add], param)
    await flushPromises()
    await vi.waitFor(() => {
      const said = [...document.querySelectorAll('.error')].filter(
        (one) => one.textContent === 'It cannot be so.',
      )
      expect(said).toHaveLength(1)
    })
  })

  it('passes axe', async () => {
    await open([{ type: 'code_interpreter' }, { type: 'file_search' }, weather], 'tools[2].function.name')
    await unfold()
    const { violations } = await axe.run(document.body, {
      // jsdom draws nothing, and it is no page.
      rules: {
        'color-contrast': { enabled: false },
        region: { enabled: false },
        'heading-order': { enabled: false },
      },
    })
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
  })
})
