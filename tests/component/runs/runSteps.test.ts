import type { VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import { h } from 'vue'
import RunSteps from '@/components/runs/RunSteps.vue'
import type { RunStep } from '@/domain/api.ts'
import type { SessionStatus } from '@/domain/interpreter.ts'
import { press } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { codeCall, functionCall, messageStep, searchCall } from '../../support/stepObjects.ts'
import { stepOf } from '../../support/threadObjects.ts'

let wrapper: VueWrapper

const IDLE: SessionStatus = { state: 'idle' }

async function show(
  steps: RunStep[],
  { isOver = false, nowMs = 100_000, session = IDLE } = {},
): Promise<void> {
  wrapper = await mountWithWords(RunSteps, {
    props: { steps, isOver, nowMs, session },
    slots: { image: ({ fileId }: { fileId: string }) => h('img', { src: '', alt: fileId }) },
  })
}
const text = (): string => wrapper.text().replaceAll(/\s+/g, ' ')

afterEach(() => wrapper.unmount())

describe('the steps of a run', () => {
  it('are none yet, or none at all', async () => {
    await show([])
    expect(text()).toContain('No steps yet.')
    await wrapper.setProps({ isOver: true })
    expect(text()).toContain('This run has no steps.')
  })

  it('tell their kind, their status, how long they took and the tokens of each', async () => {
    await show(
      [
        stepOf('completed', [searchCall], {
          id: 'step_a',
          completed_at: 103,
          usage: { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 },
        }),
        messageStep,
      ],
      { nowMs: 105_200 },
    )
    const [search, message] = wrapper.findAll('section > ol > li')
    expect(search!.find('h3').text()).toBe('file_search')
    expect(search!.find('small').text()).toBe('3s')
    expect(search!.text()).toContain('completed')
    expect(search!.text()).toContain('1 token')
    expect(message!.find('h3').text()).toBe('message_creation')
    expect(message!.find('small').text()).toBe('5.2s')
    expect(message!.text()).toContain('msg_9')
  })

  it('took less than a second where the server tells the same one twice', async () => {
    await show([stepOf('completed', [functionCall], { completed_at: 100 })])
    expect(wrapper.find('small').text()).toBe('<1s')
  })

  it('tell that a search stood in for a model that takes no tools', async () => {
    await show([stepOf('completed', [searchCall], { metadata: { note: 'It was shown the passages.' } })])
    expect(text()).toContain('The model takes no tools. It was shown the passages that fit')
  })

  it('tell what a search was for, where the server does', async () => {
    const metadata = { [`queries_${searchCall.id}`]: 'late delivery · penalty' }
    await show([stepOf('completed', [searchCall], { metadata })])
    expect(text()).toContain('Searched for: late delivery · penalty')
    await wrapper.setProps({ steps: [stepOf('completed', [searchCall])] })
    expect(text()).not.toContain('Searched for')
  })

  it('tell what a program waits for, as long as it does', async () => {
    const loading = (stage: 'download' | 'packages', totalBytes: number | null): SessionStatus => ({
      state: 'loading',
      progress: { stage, loadedBytes: 3e6, totalBytes },
    })
    await show([stepOf('in_progress', [codeCall])], { session: loading('download', 12e6) })
    expect(text()).toContain('Loading Python… 3 MB of 12 MB')
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBe('25')
    await wrapper.setProps({ session: loading('packages', null) })
    expect(text()).toContain('Loading packages… 3 MB')
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBeUndefined()
    await wrapper.setProps({ session: { state: 'running' } })
    expect(wrapper.find('[role=progressbar]').exists()).toBe(false)
  })

  it('keep the end of code in sight while it is written, unless the person looks at something before it', async () => {
    const written = (input: string): RunStep[] => [
      stepOf('in_progress', [{ ...codeCall, code_interpreter: { input, outputs: [] } }]),
    ]
    await show(written('a'))
    const box = wrapper.get<HTMLElement>('pre').element
    let height = 100
    Object.defineProperties(box, { scrollHeight: { get: () => height }, clientHeight: { get: () => 100 } })
    height = 108
    await wrapper.setProps({ steps: written('a = 1') })
    expect(box.scrollTop).toBe(108)
    box.scrollTop = 0
    height = 300
    await wrapper.setProps({ steps: written('a = 1\nb = 2') })
    expect(box.scrollTop).toBe(0)
  })

  it('show a function with its arguments and its answer', async () => {
    await show([stepOf('completed', [functionCall])])
    expect(wrapper.find('h3').text()).toBe('get_fx_rate')
    const [given, answered] = wrapper.findAll('pre').map((pre) => pre.text())
    expect(given).toBe('{\n  "from": "EUR",\n  "to": "USD"\n}')
    expect(answered).toBe('1.0843')
  })

  it.each([
    ['in_progress', null, 'Not answered yet'],
    ['expired', null, 'Never answered'],
    ['completed', '', 'An empty text'],
  ] as const)('say of a function in a step that is %s what became of %j', async (status, output, words) => {
    await show([stepOf(status, [{ ...functionCall, function: { ...functionCall.function, output } }])])
    expect(text()).toContain(words)
  })

  it('show arguments that are still arriving as they come', async () => {
    const call = { ...functionCall, function: { ...functionCall.function, arguments: '{"from":"E' } }
    await show([stepOf('in_progress', [call])])
    expect(wrapper.find('pre').text()).toBe('{"from":"E')
  })

  it('name each of several calls', async () => {
    await show([stepOf('completed', [functionCall, codeCall])])
    expect(wrapper.find('h3').text()).toBe('2 tool calls')
    expect(wrapper.findAll('h4').map((title) => title.text())).toEqual(['get_fx_rate', 'code_interpreter'])
  })

  it('show what file search found, and open the passage in its file', async () => {
    await show([stepOf('completed', [searchCall])])
    expect(text()).toContain('2 passages, best 0.87')
    expect(text()).toContain('Ranker default_2024_08_21, score of at least 0.4')
    expect(wrapper.find('summary').text()).toContain('14.2 The penalty')
    await press(/^Master agreement/)
    await press(/^Annex B/)
    expect(wrapper.emitted('open-file')).toEqual([
      [{ fileId: 'file-agreement', passage: searchCall.file_search.results![0]!.content![0]!.text }],
      [{ fileId: 'file-annex' }],
    ])
  })

  it.each([
    ['in_progress', {}, 'Searching…'],
    ['completed', {}, 'The server does not say what was found.'],
    ['completed', { results: [] }, 'Nothing was found.'],
  ] as const)('say of a search that is %s with %j what is known', async (status, file_search, words) => {
    const call = {
      ...searchCall,
      file_search: { ...file_search, results: 'results' in file_search ? [] : undefined },
    }
    await show([stepOf(status, [JSON.parse(JSON.stringify(call))])])
    expect(text()).toContain(words)
  })

  it('show code with what it printed and drew', async () => {
    await show([stepOf('completed', [codeCall])])
    expect(wrapper.findAll('pre').map((pre) => pre.text())).toEqual([
      'days = max(20 - 3, 0)\nprint(days)',
      '17',
    ])
    expect(wrapper.find('img').attributes('alt')).toBe('file-figure')
    await press('Open the picture')
    expect(wrapper.emitted('open-file')).toEqual([[{ fileId: 'file-figure' }]])
  })

  it('say why one failed, in words and in the server’s', async () => {
    const last_error = { code: 'rate_limit_exceeded', message: 'Slow down.' } as const
    await show([stepOf('failed', [functionCall], { last_error, failed_at: 101 })])
    expect(text()).toContain('The model’s rate limit or quota is used upSlow down.')
  })

  it('have their JSON once it is wanted', async () => {
    await show([stepOf('completed', [functionCall])])
    expect(text()).not.toContain('"thread.run.step"')
    const details = wrapper.find('details')
    details.element.open = true
    await details.trigger('toggle')
    expect(text()).toContain('"thread.run.step"')
  })

  it('have nothing that axe finds', async () => {
    await show([stepOf('completed', [functionCall, codeCall, searchCall]), messageStep])
    const { violations } = await axe.run(wrapper.element, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations).toEqual([])
  })
})
