import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { RuntimeNews, TabChannel } from '@/runtime/deps.ts'
import { createTabChannel } from '@/runtime/tabChannel.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const CHANGED: RuntimeNews = { type: 'run-changed', runId: 'run_1' }

interface Tab extends TabChannel {
  heard: RuntimeNews[]
}

function openTab(): Tab {
  const channel = createTabChannel('tabs')
  const heard: RuntimeNews[] = []
  channel.listen((news) => heard.push(news))
  onTestFinished(() => channel.close())
  return { ...channel, heard }
}

function openForeignTab(): BroadcastChannel {
  const channel = new BroadcastChannel('tabs')
  onTestFinished(() => channel.close())
  return channel
}

describe('createTabChannel', () => {
  it('carries news to the other tabs, not to its own', async () => {
    const [one, two, three] = [openTab(), openTab(), openTab()]
    const event: RuntimeNews = {
      type: 'run-event',
      runId: 'run_1',
      event: {
        event: 'thread.message.delta',
        data: { id: 'msg_1', object: 'thread.message.delta', delta: { content: [] } },
      },
    }
    one.post(CHANGED)
    one.post(event)
    await vi.waitFor(() =>
      expect([two.heard, three.heard]).toEqual([
        [CHANGED, event],
        [CHANGED, event],
      ]),
    )
    expect(one.heard).toEqual([])
  })

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a word', 'run-changed'],
    ['a list', [CHANGED]],
    ['another kind of news', { type: 'run-forgotten', runId: 'run_1' }],
    ['news of no run', { type: 'run-changed' }],
    ['news of a run without a name', { type: 'run-changed', runId: 7 }],
    ['an event that is missing', { type: 'run-event', runId: 'run_1' }],
    ['an event without a name', { type: 'run-event', runId: 'run_1', event: { data: {} } }],
    [
      'an event of something else',
      { type: 'run-event', runId: 'run_1', event: { event: 'error', data: {} } },
    ],
    [
      'an event without its object',
      { type: 'run-event', runId: 'run_1', event: { event: 'thread.run.queued', data: null } },
    ],
  ])('ignores %s, as a tab with another version of the page may say it', async (_name, foreign) => {
    const tab = openTab()
    const other = openForeignTab()
    other.postMessage(foreign)
    other.postMessage(CHANGED)
    await vi.waitFor(() => expect(tab.heard).toEqual([CHANGED]))
  })

  it('says and hears nothing after it is closed', async () => {
    const [one, two, three] = [openTab(), openTab(), openTab()]
    one.close()
    one.post(CHANGED)
    two.post({ type: 'run-changed', runId: 'run_2' })
    await vi.waitFor(() => expect(three.heard).toEqual([{ type: 'run-changed', runId: 'run_2' }]))
    expect(one.heard).toEqual([])
    one.close()
  })

  it('is silent in a browser without channels', () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    const tab = openTab()
    tab.post(CHANGED)
    expect(tab.heard).toEqual([])
    tab.close()
  })
})
