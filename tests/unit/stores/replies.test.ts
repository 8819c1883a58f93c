// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readMessages } from '@/storage/chatRepository.ts'
import { type ChatTab, openChatTab, typed } from '../../support/chatTab.ts'

let tab: ChatTab

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
  tab = await openChatTab()
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** A chat with one whole exchange in it. */
async function conversation(): Promise<string> {
  const chatId = await tab.create()
  const sent = tab.replies.send(chatId, typed('Hello'))
  const request = await tab.server.next()
  request.text('Hi there.')
  request.end()
  await sent
  return chatId
}

describe('send', () => {
  it('stores the message before the request is made, and the whole reply at the end', async () => {
    const chatId = await tab.create()
    const sent = tab.replies.send(chatId, typed('How do I sort?\nQuickly.'))
    const request = await tab.server.next()
    const stored = await readMessages(chatId)
    expect(stored.map(({ text }) => text)).toContain('How do I sort?\nQuickly.')
    expect(tab.chats.byId(chatId)).toMatchObject({ title: 'How do I sort?', titleSource: 'auto' })
    expect(tab.replies.liveOf(chatId)).toMatchObject({ phase: 'waiting', retryAt: null })

    request.write({ reasoning_content: 'Hm.' })
    await vi.waitFor(() => expect(tab.replies.liveOf(chatId)?.phase).toBe('reasoning'))
    request.text('Use ')
    request.text('`sort`.')
    await vi.waitFor(() => expect(tab.texts(chatId)).toEqual(['How do I sort?\nQuickly.', 'Use `sort`.']))
    expect(tab.replies.liveOf(chatId)?.phase).toBe('answering')
    request.end()
    await sent

    expect(tab.replies.liveOf(chatId)).toBeNull()
    const reply = tab.lastReply(chatId)
    expect(reply).toMatchObject({
      status: 'complete',
      text: 'Use `sort`.',
      reasoning: 'Hm.',
      model: 'test-large-2026',
      finishReason: 'stop',
      error: null,
      usage: { promptTokens: 10, completionTokens: 5, totalTokens: 15 },
    })
    expect(reply.timing.totalMs).toBeGreaterThanOrEqual(reply.timing.firstTokenMs ?? Infinity)
    expect(reply.raw.request).toMatchObject({ model: 'test-large' })
    expect(await readMessages(chatId)).toContainEqual(reply)
  })

  it('sends the conversation so far', async () => {
    const chatId = await conversation()
    const sent = tab.replies.send(chatId, typed('And then?'))
    const request = await tab.server.next()
    expect(request.body.messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', 'Hello'],
      ['assistant', 'Hi there.'],
      ['user', 'And then?'],
    ])
    request.text('Then this.')
    request.end()
    await sent
    expect(tab.texts(chatId)).toEqual(['Hello', 'Hi there.', 'And then?', 'Then this.'])
    expect(tab.chats.byId(chatId)?.title).toBe('Hello')
  })

  it('lets several chats stream at once', async () => {
    const [first, second] = [await tab.create(), await tab.create()]
    const sent = [tab.replies.send(first, typed('One'))]
    const one = await tab.server.next()
    sent.push(tab.replies.send(second, typed('Two')))
    const two = await tab.server.next()
    two.text('Reply two')
    one.text('Reply one')
    await vi.waitFor(() => expect(tab.texts(first)).toEqual(['One', 'Reply one']))
    expect(tab.texts(second)).toEqual(['Two', 'Reply two'])
    one.end()
    two.end()
    await Promise.all(sent)
    expect([tab.lastReply(first).status, tab.lastReply(second).status]).toEqual(['complete', 'complete'])
  })

  it('forgets the draft that has become a message, and no other', async () => {
    const chatId = await tab.create()
    tab.chats.saveDraft('new', typed('Hello'))
    tab.chats.saveDraft(chatId, typed('Something else'))
    const sent = tab.replies.send(chatId, typed('Hello'))
    const request = await tab.server.next()
    expect(await tab.chats.draftOf('new')).toEqual(typed(''))
    expect(await tab.chats.draftOf(chatId)).toEqual(typed('Something else'))
    request.text('Hi')
    request.end()
    await sent
  })

  it('makes no request and keeps the text as draft when it cannot be stored', async () => {
    const chatId = await tab.create()
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError')
    })
    await tab.replies.send(chatId, typed('Precious'))
    expect(tab.server.requests).toEqual([])
    expect(tab.chats.problem).toMatchObject({ kind: 'storage-full' })
    expect(await tab.chats.draftOf(chatId)).toEqual(typed('Precious'))
    expect(tab.messages.pathOf(chatId)).toEqual([])
    expect(tab.chats.chats).toEqual([])
    put.mockRestore()
    const sent = tab.replies.send(chatId, typed('Precious'))
    const request = await tab.server.next()
    request.text('Safe now.')
    request.end()
    await sent
    expect(tab.texts(chatId)).toEqual(['Precious', 'Safe now.'])
  })

  it('shows a locked key as the error of the reply', async () => {
    const { provideClients } = await import('@/services/clients.ts')
    const { AppError } = await import('@/domain/errors.ts')
    provideClients(() => Promise.reject(new AppError({ kind: 'locked', detail: 'The key is locked.' })))
    const chatId = await tab.create()
    await tab.replies.send(chatId, typed('Hello'))
    expect(tab.texts(chatId)[0]).toBe('Hello')
    expect(tab.lastReply(chatId)).toMatchObject({ status: 'failed', error: { kind: 'locked' } })
  })

  it('says in the reply that the connection is gone, or that no model is chosen', async () => {
    const lost = await tab.chats.create({ connectionId: 'gone', model: 'm' })
    await tab.replies.send(lost.id, typed('Hello'))
    expect(tab.lastReply(lost.id).error).toMatchObject({ kind: 'not-found', code: 'connection_missing' })
    const modelless = await tab.chats.create({ model: null })
    await tab.replies.send(modelless.id, typed('Hello'))
    expect(tab.lastReply(modelless.id).error).toMatchObject({ kind: 'model-not-found' })
  })
})

describe('a reply that does not end well', () => {
  it('keeps what came when it is stopped', async () => {
    const chatId = await tab.create()
    const sent = tab.replies.send(chatId, typed('Tell me a lot'))
    const request = await tab.server.next()
    request.text('Once upon')
    await vi.waitFor(() => expect(tab.lastReply(chatId).text).toBe('Once upon'))
    tab.replies.stop(chatId)
    await sent
    expect(request.signal?.aborted).toBe(true)
    expect(tab.lastReply(chatId)).toMatchObject({ status: 'stopped', text: 'Once upon', error: null })
    expect(await readMessages(chatId)).toContainEqual(tab.lastReply(chatId))
  })

  it('can be stopped before anything has come', async () => {
    const chatId = await tab.create()
    const sent = tab.replies.send(chatId, typed('Hello'))
    tab.replies.stop(chatId)
    await sent
    expect(tab.lastReply(chatId)).toMatchObject({ status: 'stopped', text: '' })
  })

  it('keeps what came when the stream breaks, beside the error', async () => {
    const chatId = await tab.create()
    const sent = tab.replies.send(chatId, typed('Hello'))
    const request = await tab.server.next()
    request.text('Half a')
    await vi.waitFor(() => expect(tab.lastReply(chatId).text).toBe('Half a'))
    request.cut()
    await sent
    const reply = tab.lastReply(chatId)
    expect(reply).toMatchObject({ status: 'failed', text: 'Half a' })
    expect(reply.error?.kind).toBeDefined()
  })

  it('is stopped by the next message in its chat', async () => {
    const chatId = await tab.create()
    const first = tab.replies.send(chatId, typed('One'))
    const one = await tab.server.next()
    one.text('Part')
    await vi.waitFor(() => expect(tab.lastReply(chatId).text).toBe('Part'))
    const second = tab.replies.send(chatId, typed('Two'))
    const two = await tab.server.next()
    two.text('Whole')
    two.end()
    await Promise.all([first, second])
    expect(tab.texts(chatId)).toEqual(['One', 'Part', 'Two', 'Whole'])
  })

  it('is saved at once when the page goes', async () => {
    const chatId = await tab.create()
    const sent = tab.replies.send(chatId, typed('Hello'))
    const request = await tab.server.next()
    request.text('Nearly')
    await vi.waitFor(() => expect(tab.lastReply(chatId).text).toBe('Nearly'))
    window.dispatchEvent(new Event('pagehide'))
    await vi.waitFor(async () => {
      expect((await readMessages(chatId)).map(({ text }) => text)).toContain('Nearly')
    })
    request.end()
    await sent
  })

  it('is saved on the way, without the page going', async () => {
    const chatId = await tab.create()
    const sent = tab.replies.send(chatId, typed('Hello'))
    const request = await tab.server.next()
    request.text('On the way')
    await vi.waitFor(
      async () => {
        const stored = await readMessages(chatId)
        expect(stored).toContainEqual(expect.objectContaining({ text: 'On the way', status: 'streaming' }))
      },
      { timeout: 3_000 },
    )
    request.end()
    await sent
  })
})

describe('branches', () => {
  it('come from asking again and from editing; each can be shown again', async () => {
    const chatId = await conversation()
    const firstReply = tab.lastReply(chatId).id
    const again = tab.replies.regenerate(firstReply)
    const request = await tab.server.next()
    expect(request.body.messages).toHaveLength(1)
    request.text('Hi again.')
    request.end()
    await again
    expect(tab.texts(chatId)).toEqual(['Hello', 'Hi again.'])
    expect(tab.messages.siblingsOf(tab.lastReply(chatId).id).index).toBe(1)

    const question = tab.messages.pathOf(chatId)[0]!.id
    const edited = tab.replies.editAndResend(question, typed('Good evening'))
    const other = await tab.server.next()
    other.text('Evening.')
    other.end()
    await edited
    expect(tab.texts(chatId)).toEqual(['Good evening', 'Evening.'])
    expect(tab.chats.byId(chatId)?.title).toBe('Good evening')
    expect(tab.messages.siblingsOf(question).ids).toHaveLength(2)

    await tab.messages.select(firstReply)
    expect(tab.texts(chatId)).toEqual(['Hello', 'Hi there.'])
  })
})

describe('retry', () => {
  const refusal = (body: object, headers: Record<string, string> = {}): (() => Response) => {
    const status = 'status' in body && typeof body.status === 'number' ? body.status : 400
    return () => Response.json({ error: body }, { status, headers })
  }

  it('leaves out a refused parameter, from then on, in place of the failed reply', async () => {
    const chatId = await tab.create()
    await tab.chats.update(chatId, { parameters: { temperature: 1.5, top_p: 0.5 } })
    tab.server.refuseWith(refusal({ message: 'Unsupported', param: 'temperature' }))
    await tab.replies.send(chatId, typed('Hello'))
    const failed = tab.lastReply(chatId)
    expect(failed).toMatchObject({ status: 'failed', error: { kind: 'invalid', param: 'temperature' } })

    tab.server.refuseWith(null)
    const again = tab.replies.retry(failed.id, { without: ['temperature'] })
    const request = await tab.server.next()
    expect(request.body).not.toHaveProperty('temperature')
    expect(request.body).toHaveProperty('top_p', 0.5)
    request.text('Hi.')
    request.end()
    await again
    expect(tab.lastReply(chatId)).toMatchObject({
      id: failed.id,
      status: 'complete',
      text: 'Hi.',
      error: null,
    })
    expect(tab.models.refused('demo', 'test-large')).toEqual(['temperature'])

    const next = tab.replies.send(chatId, typed('More'))
    const later = await tab.server.next()
    expect(later.body).not.toHaveProperty('temperature')
    later.text('OK')
    later.end()
    await next
  })

  it('keeps a failed reply that has text, as a branch of its own', async () => {
    const chatId = await tab.create()
    const sent = tab.replies.send(chatId, typed('Hello'))
    const request = await tab.server.next()
    request.text('Half')
    await vi.waitFor(() => expect(tab.lastReply(chatId).text).toBe('Half'))
    request.cut()
    await sent
    const failed = tab.lastReply(chatId)
    const again = tab.replies.retry(failed.id)
    const second = await tab.server.next()
    second.text('Whole')
    second.end()
    await again
    expect(tab.texts(chatId)).toEqual(['Hello', 'Whole'])
    expect(tab.messages.byId(failed.id)).toMatchObject({ text: 'Half', status: 'failed' })
  })

  it('is made by itself once the server’s waiting time is over', async () => {
    const chatId = await tab.create()
    tab.server.refuseWith(refusal({ message: 'Slow down', status: 429 }, { 'retry-after-ms': '30' }))
    await tab.replies.send(chatId, typed('Hello'))
    tab.server.refuseWith(null)
    tab.replies.scheduleRetry(tab.lastReply(chatId).id)
    expect(tab.replies.isAutoRetrying(chatId)).toBe(true)
    expect(tab.replies.liveOf(chatId)?.retryAt).toBeGreaterThan(0)
    const request = await tab.server.next()
    expect(tab.replies.isAutoRetrying(chatId)).toBe(false)
    request.text('Now.')
    request.end()
    await vi.waitFor(() => expect(tab.lastReply(chatId)).toMatchObject({ status: 'complete', text: 'Now.' }))
  })

  it('is made by itself again and again while the server asks to wait, but not for ever', async () => {
    const chatId = await tab.create()
    let asked = 0
    const slowDown = refusal({ message: 'Slow down', status: 429 }, { 'retry-after-ms': '1' })
    tab.server.refuseWith(() => {
      asked += 1
      return slowDown()
    })
    await tab.replies.send(chatId, typed('Hello'))
    tab.replies.scheduleRetry(tab.lastReply(chatId).id)
    await vi.waitFor(() => expect(asked).toBe(6), { timeout: 4_000 })
    await vi.waitFor(() => expect(tab.replies.liveOf(chatId)).toBeNull())
    expect(tab.lastReply(chatId)).toMatchObject({ status: 'failed', error: { kind: 'rate-limit' } })
  })

  it('is not made when it is cancelled, nor when waiting does not help', async () => {
    const chatId = await tab.create()
    tab.server.refuseWith(refusal({ message: 'Slow down', status: 429 }, { 'retry-after-ms': '30' }))
    await tab.replies.send(chatId, typed('Hello'))
    tab.server.refuseWith(null)
    tab.replies.scheduleRetry(tab.lastReply(chatId).id)
    tab.replies.stop(chatId)
    expect(tab.replies.liveOf(chatId)).toBeNull()

    const broke = await tab.create()
    tab.server.refuseWith(
      refusal(
        { message: 'Pay', code: 'insufficient_quota', type: 'insufficient_quota', status: 429 },
        { 'retry-after-ms': '1' },
      ),
    )
    await tab.replies.send(broke, typed('Hello'))
    tab.server.refuseWith(null)
    tab.replies.scheduleRetry(tab.lastReply(broke).id)
    expect(tab.replies.isAutoRetrying(broke)).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, 80))
    expect(tab.server.requests).toEqual([])
  })
})

describe('continueReply', () => {
  it('goes on in the same message, without doubling what the model repeats', async () => {
    const chatId = await tab.create()
    const sent = tab.replies.send(chatId, typed('Explain sorting'))
    const first = await tab.server.next()
    first.text('You compare two neighbors and swap')
    first.end('length')
    await sent
    const cut = tab.lastReply(chatId)
    expect(cut).toMatchObject({ status: 'complete', finishReason: 'length' })

    const going = tab.replies.continueReply(cut.id)
    const second = await tab.server.next()
    expect(second.body.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(second.body.messages[1]?.content).toBe('You compare two neighbors and swap')
    second.text('two neighbors')
    second.text(' and swap them.')
    second.end()
    await going
    expect(tab.lastReply(chatId)).toMatchObject({
      id: cut.id,
      status: 'complete',
      finishReason: 'stop',
      text: 'You compare two neighbors and swap them.',
      usage: { promptTokens: 20, completionTokens: 10, totalTokens: 30 },
      timing: { firstTokenMs: cut.timing.firstTokenMs },
    })
    expect(tab.messages.pathOf(chatId)).toHaveLength(2)
  })

  it('keeps everything when the second request fails too', async () => {
    const chatId = await conversation()
    tab.server.refuseWith(() => Response.json({ error: { message: 'Down' } }, { status: 500 }))
    await tab.replies.continueReply(tab.lastReply(chatId).id)
    expect(tab.lastReply(chatId)).toMatchObject({
      status: 'failed',
      text: 'Hi there.',
      error: { kind: 'server' },
    })
  })
})

describe('deleting', () => {
  it('a chat stops its reply; the undo brings back what had come', async () => {
    const chatId = await tab.create()
    const sent = tab.replies.send(chatId, typed('Hello'))
    const request = await tab.server.next()
    request.text('Half')
    await vi.waitFor(() => expect(tab.lastReply(chatId).text).toBe('Half'))
    const undo = await tab.chats.remove(chatId)
    await sent
    expect(request.signal?.aborted).toBe(true)
    expect(tab.chats.byId(chatId)).toBeUndefined()
    expect(await readMessages(chatId)).toEqual([])
    await undo()
    await undo()
    expect(tab.texts(chatId)).toEqual(['Hello', 'Half'])
    expect(tab.lastReply(chatId).status).toBe('stopped')
    expect(await readMessages(chatId)).toHaveLength(2)
  })

  it('a message that is being answered stops the reply; the undo brings both back', async () => {
    const chatId = await conversation()
    const sent = tab.replies.send(chatId, typed('More'))
    const request = await tab.server.next()
    request.text('Some')
    await vi.waitFor(() => expect(tab.lastReply(chatId).text).toBe('Some'))
    const question = tab.messages.pathOf(chatId)[2]!.id
    const undo = await tab.messages.remove(question)
    await sent
    expect(tab.texts(chatId)).toEqual(['Hello', 'Hi there.'])
    expect(await readMessages(chatId)).toHaveLength(2)
    await undo()
    expect(tab.texts(chatId)).toEqual(['Hello', 'Hi there.', 'More', 'Some'])
    expect(await readMessages(chatId)).toHaveLength(4)
  })
})
