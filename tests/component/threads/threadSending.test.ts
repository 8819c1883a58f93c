/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { useRunsStore } from '@/stores/runs.ts'
import { press, seeText } from '../../support/byName.ts'
import { calls, fallsSilent, says } from '../../support/fakeModel.ts'
import {
  articles,
  assistantId,
  client,
  intercept,
  key,
  made,
  message,
  open,
  say,
  threadId,
  untilArticles,
  withModel,
  wrapper,
} from '../../support/threadsScreen.ts'

const down = (): Response => Response.json({ error: { message: 'Out of order.' } }, { status: 400 })
const isPost = ({ method, url }: Request, path: RegExp): boolean => method === 'POST' && path.test(url)

async function goTo(id: string, query: Record<string, string> = {}): Promise<void> {
  await wrapper.vm.$router.push({ name: 'threads', params: id === '' ? {} : { id }, query })
  await flushPromises()
}

/** The key that the button which stops promises. */
const stopKey = () => wrapper.find('[aria-label=Stop] kbd')
const runsHere = () => useRunsStore(wrapper.vm.$pinia).runsOf(key())
const messagesIn = async (id: string): Promise<number> =>
  (await client.beta.threads.messages.list(id)).data.length

interface Held {
  wait: (request: Request) => Promise<Response | undefined>
  release: () => void
  asked: () => number
}

/** Answers a request when it is released, and not at all once it is aborted. */
function held(answer?: Response): Held {
  const gate = Promise.withResolvers<undefined>()
  let asked = 0
  return {
    wait: ({ signal }) => {
      asked += 1
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
      })
      return Promise.race([aborted, gate.promise.then(() => answer?.clone())])
    },
    release: () => gate.resolve(undefined),
    asked: () => asked,
  }
}

describe('what waits for a run to be over', () => {
  it('stays typed when another thread is shown, and nothing is sent there', async () => {
    await withModel(calls([['look_up', '{}']]))
    const other = await made('Elsewhere')
    await open(other, { assistant: assistantId })
    await message().setValue('Draft of the other')
    await goTo('')
    await goTo('', { assistant: assistantId })
    await say('First')
    await seeText('The run is waiting for the output of: look_up')
    await say('Second')
    await press('Send when it ends')
    const first = threadId()
    await goTo(other)
    await vi.waitFor(() => expect(articles()).toEqual(['You: Elsewhere']))
    expect(message().element.value).toBe('Draft of the other')
    expect(await messagesIn(other)).toBe(1)
    await goTo(first)
    expect(message().element.value).toBe('Second')
  })
})

describe('a message on its way', () => {
  it('is sent once, however often it is sent', async () => {
    await withModel(says(['Heard.']))
    const id = await made('Hi')
    const hold = held()
    await intercept((request) => (isPost(request, /\/messages$/) ? hold.wait(request) : undefined))
    await open(id, { assistant: assistantId })
    await message().setValue('Once')
    for (let n = 0; n < 3; n += 1) {
      await message().trigger('keydown', { key: 'Enter' })
      await flushPromises()
    }
    hold.release()
    await untilArticles(['You: Hi', 'You: Once', 'Assistant: Heard.'])
    expect(hold.asked()).toBe(1)
  })

  it('is given up by Stop, and is in the composer again', async () => {
    await withModel()
    const id = await made('Hi')
    const hold = held()
    await intercept((request) => (isPost(request, /\/messages$/) ? hold.wait(request) : undefined))
    await open(id, { assistant: assistantId })
    await say('Too slow')
    expect(message().element.value).toBe('')
    await press('Stop')
    await vi.waitFor(() => expect(message().element.value).toBe('Too slow'), 4000)
    expect(wrapper.find('[aria-label="Send"]').exists()).toBe(true)
    expect(wrapper.text()).not.toContain('The request was stopped.')
  })

  it('leaves the other threads to be written in', async () => {
    await withModel(says(['Heard.']))
    const [slow, other] = [await made('Slow'), await made('Quick')]
    const hold = held()
    await intercept((request) =>
      isPost(request, new RegExp(`${slow}/messages$`)) ? hold.wait(request) : undefined,
    )
    await open(slow, { assistant: assistantId })
    await say('One')
    await goTo(other, { assistant: assistantId })
    await message().setValue('Two')
    await press('Ways to send')
    await press('Add message only')
    await untilArticles(['You: Quick', 'You: Two'])
    hold.release()
    await goTo(slow)
    await untilArticles(['You: Slow', 'You: One', 'Assistant: Heard.'])
  })
})

describe('a request that fails', () => {
  it('is told in the thread that it was for, whenever one comes back to it', async () => {
    await withModel()
    const [broken, other] = [await made('Broken'), await made('Whole')]
    const hold = held(down())
    await intercept((request) =>
      isPost(request, new RegExp(`${broken}/messages$`)) ? hold.wait(request) : undefined,
    )
    await open(broken, { assistant: assistantId })
    await say('Lost?')
    await goTo(other)
    hold.release()
    await flushPromises()
    expect(wrapper.text()).not.toContain('Out of order.')
    expect(message().element.value).toBe('')
    await goTo(broken)
    await seeText('Out of order.')
    expect(message().element.value).toBe('Lost?')
  })

  it('leaves a message that has got there, and offers to run without it', async () => {
    await withModel(says(['Now.']))
    const id = await made('Hi')
    let isDown = true
    await intercept((request) => (isDown && isPost(request, /\/runs$/) ? down() : undefined))
    await open(id, { assistant: assistantId })
    await say('And?')
    await seeText('Out of order.')
    expect(message().element.value).toBe('')
    isDown = false
    await press('Start the run again')
    await untilArticles(['You: Hi', 'You: And?', 'Assistant: Now.'])
  })
})

describe('a run that is being started', () => {
  it('is given up by Stop; what came of it is found, and the message stays', async () => {
    await withModel(says(['All the same.']))
    const id = await made('Hi')
    const hold = held()
    await intercept(async (request) => {
      if (!isPost(request, /\/runs$/)) return undefined
      // The server has begun, and its answer does not come.
      await client.beta.threads.runs.create(id, { assistant_id: assistantId })
      return hold.wait(request)
    })
    await open(id, { assistant: assistantId })
    await press('Stream')
    await say('And?')
    await vi.waitFor(() => expect(hold.asked()).toBe(1))
    await press('Stop')
    await seeText('The request was stopped.')
    await untilArticles(['You: Hi', 'You: And?', 'Assistant: All the same.'])
    await vi.waitFor(() => expect(runsHere().map(({ status }) => status)).toEqual(['completed']))
  })
})

describe('Escape', () => {
  it('in a dialog over the thread closes it, and the run goes on', async () => {
    await withModel(calls([['look_up', '{}']]))
    await open('', { assistant: assistantId })
    await say('First')
    await seeText('The run is waiting for the output of: look_up')
    await press('Run options')
    await seeText('Where runs of this thread differ')
    const dialog = document.querySelector('[role=dialog]')!
    dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
    await vi.waitFor(() => expect(document.querySelector('[role=dialog]')).toBeNull())
    expect(runsHere()[0]?.status).toBe('requires_action')
  })

  it('stops a run that is at work', async () => {
    await withModel(fallsSilent(['Well']))
    await open('', { assistant: assistantId })
    await say('First')
    await vi.waitFor(() => expect(runsHere()[0]?.status).toBe('in_progress'), 5000)
    expect(stopKey().exists()).toBe(true)
    await message().trigger('keydown', { key: 'Escape' })
    await vi.waitFor(() => expect(runsHere()[0]?.status).toBe('cancelled'), 5000)
  })

  it('leaves a run that waits for a person, which the button stops, and which says nothing of Escape', async () => {
    await withModel(calls([['look_up', '{}']]))
    await open('', { assistant: assistantId })
    await say('First')
    await seeText('The run is waiting for the output of: look_up')
    await message().trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(runsHere()[0]?.status).toBe('requires_action')
    expect(stopKey().exists()).toBe(false)
    await press('Stop')
    await vi.waitFor(() => expect(runsHere()[0]?.status).toBe('cancelled'))
  })
})

describe('the composer', () => {
  it('has the focus after its button was pressed', async () => {
    await withModel(says(['Heard.']))
    await open('', { assistant: assistantId })
    await message().setValue('Hi')
    wrapper.get<HTMLButtonElement>('[aria-label="Send"]').element.click()
    await untilArticles(['You: Hi', 'Assistant: Heard.'])
    expect(document.activeElement).toBe(message().element)
  })

  it('of a new thread is set up as the last one, without its overrides', async () => {
    await withModel()
    const id = await made('Hi')
    await open()
    await goTo(id, { assistant: assistantId })
    await press('Stream')
    await goTo('')
    expect(wrapper.text()).toContain('Reader')
    expect(wrapper.get('[role=switch]').attributes('aria-checked')).toBe('false')
  })
})
