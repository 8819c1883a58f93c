import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useInterpreterStore } from '@/stores/interpreter.ts'
import HostQuestionDialog from '@/views/runs/HostQuestionDialog.vue'
import { press, seeText } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
const question = { host: 'cdn.jsdelivr.net', packages: ['numpy', 'pandas'] }

/** As the app shows it: as long as there is a question. */
const Host = defineComponent(() => {
  const store = useInterpreterStore()
  return () => (store.question === null ? null : h(HostQuestionDialog, { question: store.question }))
})

beforeEach(async () => {
  localStorage.clear()
  wrapper = await mountWithWords(Host)
})
afterEach(() => {
  wrapper.unmount()
  document.body.replaceChildren()
})

describe('a program that wants packages', () => {
  it('asks whether they may be fetched from their host', async () => {
    const answer = useInterpreterStore().ask(question)
    await seeText('The program needs numpy, pandas')
    await press('Allow cdn.jsdelivr.net')
    expect(await answer).toBe(true)
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('goes on without them where that is refused, and does not ask again', async () => {
    const answer = useInterpreterStore().ask(question)
    await seeText('The program needs numpy, pandas')
    await press('Go on without')
    expect(await answer).toBe(false)
    expect(await useInterpreterStore().ask(question)).toBe(false)
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('is refused by Escape', async () => {
    const answer = useInterpreterStore().ask(question)
    await seeText('The program needs numpy, pandas')
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    expect(await answer).toBe(false)
  })
})
