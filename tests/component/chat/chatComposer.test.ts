import '../../support/layoutStubs.ts'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import ChatComposer from '@/components/chat/ChatComposer.vue'
import type { Attachment } from '@/domain/chat.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => wrapper.unmount())

interface Props {
  text?: string
  attachments?: Attachment[]
  isStreaming?: boolean
  isReplying?: boolean
}

/** Mounts it with its models bound as a view would. */
async function mountComposer(props: Props = {}): Promise<void> {
  const bind = (name: string) => (value: unknown) => wrapper.setProps({ [name]: value })
  wrapper = await mountWithWords(ChatComposer, {
    props: {
      text: '',
      attachments: [],
      isStreaming: true,
      draftId: 'new',
      isReplying: false,
      isParametersOpen: false,
      parameterCount: 0,
      'onUpdate:text': bind('text'),
      'onUpdate:attachments': bind('attachments'),
      'onUpdate:isStreaming': bind('isStreaming'),
      ...props,
    },
  })
}

const field = () => wrapper.get('textarea')
const button = (name: string) =>
  wrapper.findAll('button').find((one) => one.attributes('aria-label') === name)

const attached = (): unknown => wrapper.emitted('update:attachments')?.at(-1)?.[0]

async function attach(...files: File[]): Promise<void> {
  const input = wrapper.get<HTMLInputElement>('input[type=file]')
  Object.defineProperty(input.element, 'files', { value: files, configurable: true })
  await input.trigger('change')
}

describe('ChatComposer', () => {
  it('has a text box named Message and sends with Enter', async () => {
    await mountComposer({ text: 'Hello' })
    expect(field().attributes('aria-label')).toBe('Message')
    await field().trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('send')).toHaveLength(1)
  })

  it('has the focus after its buttons were pressed, which give way to each other', async () => {
    await mountComposer({ text: 'Hello' })
    for (const name of ['Send', 'Stop']) {
      const pressed = button(name)?.element
      pressed?.focus()
      pressed?.click()
      expect(document.activeElement).toBe(field().element)
      await wrapper.setProps({ isReplying: name === 'Send' })
    }
    expect(wrapper.emitted('send')).toHaveLength(1)
    expect(wrapper.emitted('stop')).toHaveLength(1)
  })

  it('opens no keyboard on a screen that is touched', async () => {
    const match = globalThis.matchMedia
    const matching = vi
      .spyOn(globalThis, 'matchMedia')
      .mockImplementation((media) => Object.assign(match(media), { matches: media === '(pointer: coarse)' }))
    await mountComposer({ text: 'Hello' })
    button('Send')?.element.click()
    expect(wrapper.emitted('send')).toHaveLength(1)
    expect(document.activeElement).not.toBe(field().element)
    matching.mockRestore()
  })

  it('sends with its button', async () => {
    await mountComposer({ text: 'Hello' })
    await wrapper.get('form').trigger('submit')
    expect(wrapper.emitted('send')).toHaveLength(1)
  })

  it('breaks the line with Shift+Enter', async () => {
    await mountComposer({ text: 'Hello' })
    await field().trigger('keydown', { key: 'Enter', shiftKey: true })
    expect(wrapper.emitted('send')).toBeUndefined()
  })

  it.each([
    ['composes (isComposing)', { key: 'Enter', isComposing: true }],
    ['handles the key (keyCode 229)', { key: 'Enter', keyCode: 229 }],
  ])('does not send an Enter while an input method %s', async (_, init) => {
    await mountComposer({ text: '春天' })
    await field().trigger('keydown', init)
    expect(wrapper.emitted('send')).toBeUndefined()
  })

  it("does not send Safari's Enter after compositionend, and sends the next one", async () => {
    await mountComposer({ text: '春天' })
    await field().trigger('compositionend')
    await field().trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('send')).toBeUndefined()
    await field().trigger('keyup', { key: 'Enter' })
    await field().trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('send')).toHaveLength(1)
  })

  it('does not send nothing', async () => {
    await mountComposer({ text: ' \n ' })
    await field().trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('send')).toBeUndefined()
    expect(button('Send')?.attributes('disabled')).toBeDefined()
  })

  it('offers Stop while a reply is under way, and sends nothing meanwhile', async () => {
    await mountComposer({ text: 'Next', isReplying: true })
    await field().trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('send')).toBeUndefined()
    expect(button('Send')).toBeUndefined()
    await button('Stop')?.trigger('click')
    expect(wrapper.emitted('stop')).toHaveLength(1)
  })

  it('switches streaming', async () => {
    await mountComposer()
    const stream = wrapper.get('[role=switch]')
    expect(stream.text()).toBe('Stream')
    expect(stream.attributes('aria-checked')).toBe('true')
    await stream.trigger('click')
    expect(wrapper.get('[role=switch]').attributes('aria-checked')).toBe('false')
  })

  it('asks for the last message to be edited on Up, when empty', async () => {
    await mountComposer()
    await field().trigger('keydown', { key: 'ArrowUp' })
    expect(wrapper.emitted('edit-last')).toHaveLength(1)
  })

  it('says no more why a file was left out once the message has gone', async () => {
    await mountComposer({ text: 'Never mind the file' })
    await attach(new File([Uint8Array.from([0, 1, 2, 3])], 'program.bin'))
    await vi.waitFor(() => expect(wrapper.find('[role=alert]').exists()).toBe(true))
    await flushPromises()
    await wrapper.get('form').trigger('submit')
    expect(wrapper.emitted('send')).toHaveLength(1)
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })

  it('attaches text files and says why others cannot be', async () => {
    await mountComposer()
    await attach(
      new File(['Spring begins in March.'], 'notes.md', { type: 'text/markdown' }),
      new File([Uint8Array.from([0, 1, 2, 3])], 'program.bin'),
      new File(['x'.repeat(2_000_001)], 'log.txt'),
    )
    await vi.waitFor(() => expect(wrapper.find('[role=alert]').findAll('li')).toHaveLength(2))
    await flushPromises()
    expect(wrapper.find('[role=alert]').text()).toContain('program.bin is neither an image')
    expect(wrapper.find('[role=alert]').text()).toContain('log.txt is larger than 2 MB')
    expect(attached()).toEqual([
      expect.objectContaining({ kind: 'text', name: 'notes.md', text: 'Spring begins in March.', bytes: 23 }),
    ])
    await button('Remove notes.md')?.trigger('click')
    expect(attached()).toEqual([])
  })

  it('gives a file that was read too late to the chat that it was chosen for', async () => {
    await mountComposer()
    await attach(new File(['late'], 'late.txt', { type: 'text/plain' }))
    await wrapper.setProps({ draftId: 'chat_other' })
    await vi.waitFor(() => expect(wrapper.emitted('attach-elsewhere')).toHaveLength(1))
    expect(wrapper.emitted('attach-elsewhere')?.[0]).toEqual([
      'new',
      expect.objectContaining({ name: 'late.txt', text: 'late' }),
    ])
    expect(attached()).toBeUndefined()
  })

  it('takes pasted files, and leaves pasted text to the browser', async () => {
    await mountComposer()
    const paste = (files: File[]): Event =>
      Object.assign(new Event('paste', { bubbles: true, cancelable: true }), {
        clipboardData: { files, getData: () => '' },
      })
    const text = paste([])
    field().element.dispatchEvent(text)
    expect(text.defaultPrevented).toBe(false)
    const file = paste([new File(['a,b'], 'table.csv', { type: 'text/csv' })])
    field().element.dispatchEvent(file)
    expect(file.defaultPrevented).toBe(true)
    await vi.waitFor(() => expect(attached()).toHaveLength(1))
    await flushPromises()
  })

  it('takes the text of what an office program copies, not the picture of it', async () => {
    await mountComposer()
    const picture = new File(['…'], 'image.png', { type: 'image/png' })
    const texts: Record<string, string> = { 'text/plain': 'A1\tB1', 'text/html': '<table>A1 B1</table>' }
    const clipboardData = { files: [picture], getData: (type: string) => texts[type] ?? '' }
    const cells = Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData })
    field().element.dispatchEvent(cells)
    expect(cells.defaultPrevented).toBe(false)
    expect(attached()).toBeUndefined()
  })
})
