/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import './layoutStubs.ts'
import './nativeForms.ts'
import { type DOMWrapper, flushPromises, type VueWrapper } from '@vue/test-utils'
import { deleteDB } from 'idb'
import type OpenAI from 'openai'
import { disposePinia } from 'pinia'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import type { ThreadKey } from '@/domain/place.ts'
import type { Locale } from '@/i18n/index.ts'
import type { Runtime } from '@/runtime/index.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import ThreadsView from '@/views/threads/ThreadsView.vue'
import { modelList, provideAnswers } from './fakeClients.ts'
import { createFakeModel, type ModelAnswer } from './fakeModel.ts'
import { createMemoryRuntime } from './memoryRuntime.ts'
import { mountWithWords } from './mountWithWords.ts'
import { clientOf } from './runtimeScene.ts'
import { clientOver } from './serviceScene.ts'

/** The screen of threads over a runtime in memory, for each test anew. */
export let wrapper: VueWrapper
export let client: OpenAI
export let assistantId: string
let runtime: Runtime

/** A browser whose model gives these answers, and an assistant. */
export async function withModel(...answers: ModelAnswer[]): Promise<void> {
  const { directory } = createFakeModel(answers)
  runtime = createMemoryRuntime({ models: directory })
  client = clientOf(runtime)
  provideBrowserClient(() => Promise.resolve(client))
  provideAnswers(() => modelList([{ id: 'small' }]))
  const look = { type: 'function' as const, function: { name: 'look_up' } }
  const assistant = await client.beta.assistants.create({ model: 'fake', name: 'Reader', tools: [look] })
  assistantId = assistant.id
}

/** From now on `answer` comes between the screen and its server; where it gives nothing, the server answers. */
export async function intercept(
  answer: (request: Request) => Promise<Response | undefined> | Response | undefined,
): Promise<void> {
  const between = await clientOver(async (input, init) => {
    const request = new Request(input, init)
    return (await answer(request)) ?? runtime.fetch(input, init)
  })
  provideBrowserClient(() => Promise.resolve(between))
}

export async function open(
  id = '',
  query: Record<string, string> = {},
  locale: Locale = 'en',
): Promise<void> {
  wrapper = await mountWithWords(ThreadsView, {}, locale)
  await wrapper.vm.$router.push({ name: 'threads', params: id === '' ? {} : { id }, query })
  await flushPromises()
}

export const message = (): Omit<DOMWrapper<HTMLTextAreaElement>, 'exists'> =>
  wrapper.get<HTMLTextAreaElement>('[aria-label="Message"]')
export async function say(text: string): Promise<void> {
  await message().setValue(text)
  await message().trigger('keydown', { key: 'Enter' })
  await flushPromises()
}
export const articles = (): string[] =>
  wrapper
    .findAll('article')
    .map((one) => `${one.attributes('aria-label') ?? ''}: ${one.find('.text').text()}`)
export const untilArticles = (wanted: string[]): Promise<void> =>
  vi.waitFor(() => expect(articles()).toEqual(wanted), 5000)
export const threadId = (): string => String(wrapper.vm.$route.params['id'])
export const listed = (): string[] => wrapper.findAll('.items a').map((one) => one.text())
export const key = (): ThreadKey => ({ placeId: 'browser', threadId: threadId() })

/** A thread that another program made. */
export async function made(...contents: string[]): Promise<string> {
  const messages = contents.map((content) => ({ role: 'user' as const, content }))
  return (await client.beta.threads.create({ messages })).id
}

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
})
afterEach(() => {
  const pinia = wrapper.vm.$pinia
  wrapper.unmount()
  disposePinia(pinia)
})
