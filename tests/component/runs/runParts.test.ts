import type { VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import type { Component } from 'vue'
import RunClock from '@/components/runs/RunClock.vue'
import RunEnding from '@/components/runs/RunEnding.vue'
import RunFiles from '@/components/runs/RunFiles.vue'
import RunFollowing from '@/components/runs/RunFollowing.vue'
import RunList from '@/components/runs/RunList.vue'
import RunMachine from '@/components/runs/RunMachine.vue'
import RunMetadata from '@/components/runs/RunMetadata.vue'
import RunParameters from '@/components/runs/RunParameters.vue'
import RunUsage from '@/components/runs/RunUsage.vue'
import type { Run } from '@/domain/api.ts'
import type { RunStatus } from '@/domain/runMachine.ts'
import { runPath } from '@/domain/runPath.ts'
import { press } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { runOf } from '../../support/threadObjects.ts'

let wrapper: VueWrapper

async function show(component: Component, props: object, slots = {}): Promise<void> {
  wrapper = await mountWithWords(component, { props, slots })
}
const text = (): string => wrapper.text().replaceAll(/\s+/g, ' ')

afterEach(() => wrapper.unmount())

describe('the drawing of the statuses', () => {
  const pathOf = (...statuses: RunStatus[]) =>
    runPath(
      statuses.map((status, index) => ({ status, sinceMs: 1000 + index * 2000 })),
      1000 + statuses.length * 2000,
    )

  it('lights the way that the run took, with the time in each status', async () => {
    const path = pathOf('queued', 'in_progress', 'requires_action', 'queued', 'in_progress')
    await show(RunMachine, { path, status: 'in_progress' })
    expect(
      wrapper
        .findAll('.walked')
        .map((edge) => edge.attributes('data-edge'))
        .toSorted(),
    ).toEqual(['in_progress>requires_action', 'queued>in_progress', 'requires_action>queued'])
    expect(wrapper.findAll('.lit').map((box) => box.find('text').text())).toEqual([
      'queued',
      'in_progress',
      'requires_action',
    ])
    expect(wrapper.findAll('.note').map((note) => note.text())).toEqual(['4s · 2×', '4s · 2×', '2s'])
    expect(wrapper.findAll('.current').map((box) => box.find('text').text())).toEqual(['in_progress'])
  })

  it('draws a way that is seldom taken once it is', async () => {
    await show(RunMachine, { path: pathOf('queued'), status: 'queued' })
    expect(wrapper.find('[data-edge="queued>cancelling"]').exists()).toBe(false)
    await wrapper.setProps({ path: pathOf('queued', 'cancelling', 'cancelled'), status: 'cancelled' })
    expect(wrapper.find('[data-edge="queued>cancelling"]').classes()).toContain('walked')
  })

  it('tells the same to who cannot see it', async () => {
    await show(RunMachine, { path: pathOf('queued', 'in_progress', 'completed'), status: 'completed' })
    const image = wrapper.find('svg')
    expect(image.attributes('role')).toBe('img')
    expect(document.getElementById(image.attributes('aria-labelledby')!)?.textContent).toContain('completed')
    expect(wrapper.findAll('ol li').map((item) => item.text())).toEqual([
      'queued: 2s',
      'in_progress: 2s',
      'completed',
    ])
    expect((await axe.run(wrapper.element)).violations).toEqual([])
  })
})

describe('the clock of a run', () => {
  it('counts down to its expiry, and not below nothing', async () => {
    await show(RunClock, { elapsedMs: 6800, leftMs: 593_400 })
    expect(text()).toBe('6.8s · 9:53 left')
    await wrapper.setProps({ elapsedMs: 4_350_000, leftMs: 85_893_000 })
    expect(text()).toBe('1h 12m · 23:51:33 left')
    await wrapper.setProps({ elapsedMs: 6800, leftMs: -4000 })
    expect(text()).toBe('6.8s · 0:00 left')
    await wrapper.setProps({ leftMs: null })
    expect(text()).toBe('6.8s')
  })
})

describe('how a run ended', () => {
  const failed = (code: string): Run =>
    runOf('failed', { last_error: JSON.parse(JSON.stringify({ code, message: 'In its own words.' })) })

  it.each([
    ['server_error', 'The server failed while working on this run'],
    ['rate_limit_exceeded', 'The model’s rate limit or quota is used up'],
    ['invalid_prompt', 'The model refused the request'],
    ['something_new', 'This run failed'],
  ])('is told in words for the code %s, with the server’s own', async (code, words) => {
    await show(RunEnding, { run: failed(code) })
    expect(wrapper.find('h2').text()).toBe(words)
    expect(wrapper.find('blockquote').text()).toBe('In its own words.')
    expect(wrapper.find('.code').text()).toBe(code)
  })

  it.each([
    [
      'max_completion_tokens',
      'The run reached its limit of completion tokens',
      'Raise max_completion_tokens',
    ],
    ['max_prompt_tokens', 'The run reached its limit of prompt tokens', 'Raise max_prompt_tokens'],
    [undefined, 'This run ended before it was complete', 'What there is of the answer is kept.'],
  ] as const)('is told in words for the reason %s', async (reason, what, todo) => {
    const incomplete_details = reason === undefined ? null : { reason }
    await show(RunEnding, { run: runOf('incomplete', { incomplete_details }) })
    expect(wrapper.find('h2').text()).toBe(what)
    expect(text()).toContain(todo)
  })

  it.each(['expired', 'cancelled'] as const)('is told for %s, with what can be done', async (status) => {
    await show(RunEnding, { run: runOf(status) }, { actions: '<button>Run again</button>' })
    expect(wrapper.find('h2').text()).toBe(`This run ${status === 'expired' ? 'expired' : 'was cancelled'}`)
    expect(wrapper.find('button').text()).toBe('Run again')
  })

  it.each(['queued', 'in_progress', 'requires_action', 'cancelling', 'completed'] as const)(
    'needs no words for %s',
    async (status) => {
      await show(RunEnding, { run: runOf(status) })
      expect(text()).toBe('')
    },
  )
})

describe('the usage of a run', () => {
  const usage = {
    promptTokens: 4118,
    completionTokens: 212,
    totalTokens: 4330,
    cachedTokens: 1024,
    reasoningTokens: null,
  }
  const rows = () =>
    Object.fromEntries(
      wrapper.findAll('dt').map((name, index) => [name.text(), wrapper.findAll('dd')[index]!.text()]),
    )

  it('has the tokens that are told, and the cost', async () => {
    await show(RunUsage, { usage, cost: 0.0123, isOver: true })
    expect(rows()).toEqual({
      'Prompt tokens': '4,118',
      'of which cached': '1,024',
      'Completion tokens': '212',
      'Total tokens': '4,330',
      Cost: '$0.0123',
    })
  })

  it('costs nothing, or something that is not known', async () => {
    await show(RunUsage, { usage, cost: 0, isOver: false })
    expect(rows()['Cost']).toBe('None')
    expect(text()).toContain('Usage so far')
    await wrapper.setProps({ cost: null })
    expect(rows()['Cost']).toBe('Unknown')
  })

  it('is not told by every server', async () => {
    await show(RunUsage, { usage: null, cost: null, isOver: true })
    expect(text()).toContain('The server reported no usage.')
  })
})

describe('what a run was started with', () => {
  const valueOf = (name: string): string | undefined =>
    wrapper.findAll('dt').find((term) => term.text() === name)?.element.nextElementSibling?.textContent ??
    undefined

  it('is there to read', async () => {
    const run = runOf('completed', {
      instructions: 'Read the contract.',
      temperature: 0.2,
      tools: [{ type: 'file_search' }, { type: 'function', function: { name: 'get_fx_rate' } }],
      tool_choice: { type: 'function', function: { name: 'get_fx_rate' } },
      response_format: { type: 'json_schema', json_schema: { name: 'sum' } },
      max_prompt_tokens: 20_000,
      truncation_strategy: { type: 'last_messages', last_messages: 10 },
    })
    await show(RunParameters, { run, assistantName: 'Contract reader' })
    expect(valueOf('Assistant')).toBe('Contract reader')
    expect(valueOf('model')).toBe('fake')
    expect(valueOf('temperature')).toBe('0.2')
    expect(valueOf('tools')).toBe('file_search, get_fx_rate')
    expect(valueOf('tool_choice')).toBe('get_fx_rate')
    expect(valueOf('response_format')).toBe('json_schema: sum')
    expect(valueOf('max_prompt_tokens')).toBe('20,000')
    expect(valueOf('max_completion_tokens')).toBe('No limit')
    expect(valueOf('truncation_strategy')).toBe('the last 10 messages')
    expect(wrapper.find('details').text()).toContain('Read the contract.')
  })
})

describe('how a run is followed', () => {
  it.each([
    ['stream', 'Followed by streaming'],
    ['polling', 'Followed by polling'],
    ['paused', 'Paused while this page is hidden'],
    ['none', ''],
  ])('is said quietly: %s', async (kind, words) => {
    await show(RunFollowing, { kind, error: null })
    expect(text()).toBe(words)
  })

  it('says why a look has failed while the next one is waited for', async () => {
    await show(RunFollowing, { kind: 'polling', error: { kind: 'unreachable', detail: 'refused' } })
    expect(text()).toContain('The last look at the run failed')
    expect(wrapper.findComponent({ name: 'ErrorNotice' }).exists()).toBe(true)
  })

  it('is an error to try again after', async () => {
    await show(RunFollowing, { kind: 'failed', error: { kind: 'unreachable', detail: 'refused' } })
    await press('Try again')
    expect(wrapper.emitted('retry')).toHaveLength(1)
  })
})

describe('the runs of a thread', () => {
  it('are listed, the one that is looked at marked, and open', async () => {
    const usage = { prompt_tokens: 900, completion_tokens: 334, total_tokens: 1234 }
    const runs = [runOf('in_progress', { id: 'run_2' }), runOf('completed', { id: 'run_1', usage })]
    await show(RunList, { runs, currentId: 'run_2' })
    const [first, second] = wrapper.findAll('button')
    expect(first!.attributes('aria-current')).toBe('true')
    expect(second!.text()).toContain('1,234 tokens')
    await second!.trigger('click')
    expect(wrapper.emitted('open')).toEqual([['run_1']])
    expect((await axe.run(wrapper.element)).violations).toEqual([])
  })
})

describe('the metadata of a run', () => {
  it('is shown, and can be edited', async () => {
    await show(RunMetadata, { metadata: { ticket: 'SK-7' } })
    expect(text()).toContain('ticket')
    expect(text()).toContain('SK-7')
    await press('Edit metadata')
    expect(wrapper.emitted('edit')).toHaveLength(1)
    await wrapper.setProps({ metadata: null })
    expect(text()).toContain('None')
  })
})

describe('the files that a run has made', () => {
  it('are opened by their names', async () => {
    wrapper = await mountWithWords(RunFiles, { props: { files: [{ fileId: 'file-1', name: 'chart.svg' }] } })
    expect(wrapper.get('h2').text()).toBe('Files made')
    await wrapper.get('button').trigger('click')
    expect(wrapper.emitted('open-file')).toEqual([[{ fileId: 'file-1' }]])
    await wrapper.setProps({ files: [] })
    expect(wrapper.find('h2').exists()).toBe(false)
  })
})
