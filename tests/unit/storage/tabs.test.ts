import { afterEach, describe, expect, it, vi } from 'vitest'
import { holdReplyLock, whenReplyIsFree } from '@/storage/replyLock.ts'
import { onTabNews, tellTabs, type TabNews } from '@/storage/tabNews.ts'

/** A second tab: the same module with a state of its own. */
async function anotherTab<T>(load: () => Promise<T>): Promise<T> {
  vi.resetModules()
  return load()
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('what one tab tells', () => {
  it('reaches the other tabs, not itself', async () => {
    const other = await anotherTab(() => import('@/storage/tabNews.ts'))
    const here = vi.fn()
    onTabNews(here)
    const heard = new Promise<TabNews>((resolve) => other.onTabNews(resolve))
    tellTabs({ type: 'messages-changed', chatId: 'c', messageIds: ['m'] })
    expect(await heard).toEqual({ type: 'messages-changed', chatId: 'c', messageIds: ['m'] })
    expect(here).not.toHaveBeenCalled()
  })

  it('is left alone when a tab of another version says what this one does not know', async () => {
    const heard: TabNews[] = []
    const isDone = new Promise<void>((resolve) =>
      onTabNews((news) => {
        heard.push(news)
        if (news.type === 'stop') resolve()
      }),
    )
    const channel = new BroadcastChannel('skein-console')
    for (const news of [null, 'hello', { type: 'dance' }, { type: 'chats-changed', chatIds: [1] }])
      channel.postMessage(news)
    channel.postMessage({ type: 'stop', chatId: 'c' })
    await isDone
    expect(heard).toEqual([{ type: 'stop', chatId: 'c' }])
    channel.close()
  })

  it('is not needed by a browser without channels', async () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    const tab = await anotherTab(() => import('@/storage/tabNews.ts'))
    expect(() => tab.tellTabs({ type: 'stop', chatId: 'c' })).not.toThrow()
  })
})

describe('a reply', () => {
  it('that nobody holds is settled at once', async () => {
    const settle = vi.fn(() => Promise.resolve())
    await whenReplyIsFree('free', settle)
    expect(settle).toHaveBeenCalledOnce()
  })

  it('that is live in this tab is left alone', async () => {
    const release = await holdReplyLock('mine')
    const settle = vi.fn(() => Promise.resolve())
    await whenReplyIsFree('mine', settle)
    expect(settle).not.toHaveBeenCalled()
    release()
  })

  it('that is live in another tab is settled when that tab lets go of it', async () => {
    const other = await anotherTab(() => import('@/storage/replyLock.ts'))
    const release = await other.holdReplyLock('theirs')
    let wake: () => void = () => undefined
    const settled = new Promise<void>((resolve) => (wake = resolve))
    const settle = vi.fn(() => {
      wake()
      return Promise.resolve()
    })
    await whenReplyIsFree('theirs', settle)
    expect(settle).not.toHaveBeenCalled()
    release()
    await settled
    expect(settle).toHaveBeenCalledOnce()
  })

  it.each([
    ['without locks', {}],
    [
      'that refuses them to a sandboxed page',
      {
        locks: {
          query: () => Promise.reject(new DOMException('Refused.', 'SecurityError')),
          request: () => Promise.reject(new DOMException('Refused.', 'SecurityError')),
        },
      },
    ],
  ])('is settled at once in a browser %s, unless this tab is writing it', async (_, navigator) => {
    vi.stubGlobal('navigator', navigator)
    const release = await holdReplyLock('unlocked')
    const settle = vi.fn(() => Promise.resolve())
    await whenReplyIsFree('unlocked', settle)
    expect(settle).not.toHaveBeenCalled()
    release()
    await whenReplyIsFree('unlocked', settle)
    expect(settle).toHaveBeenCalledOnce()
  })
})
