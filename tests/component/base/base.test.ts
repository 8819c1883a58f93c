import { X } from '@lucide/vue'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { nextTick } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import BaseConfirm from '@/components/base/BaseConfirm.vue'
import BaseFormDialog from '@/components/base/BaseFormDialog.vue'
import BaseIconButton from '@/components/base/BaseIconButton.vue'
import BaseMenu from '@/components/base/BaseMenu.vue'
import BaseScroller from '@/components/base/BaseScroller.vue'
import BaseTabs from '@/components/base/BaseTabs.vue'
import CopyButton from '@/components/base/CopyButton.vue'
import ErrorNotice from '@/components/base/ErrorNotice.vue'
import { ERROR_KINDS } from '@/domain/errors.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

describe('BaseIconButton', () => {
  it('says whether it is pressed only where it stays so', async () => {
    const plain = await mountWithWords(BaseIconButton, { props: { label: 'Close', icon: X } })
    expect(plain.get('button').attributes()).toMatchObject({ 'aria-label': 'Close', type: 'button' })
    expect(plain.get('button').attributes()).not.toHaveProperty('aria-pressed')
    const toggle = await mountWithWords(BaseIconButton, {
      props: { label: 'Wrap lines', icon: X, isPressed: false },
    })
    expect(toggle.get('button').attributes('aria-pressed')).toBe('false')
    await toggle.setProps({ isPressed: true })
    expect(toggle.get('button').attributes('aria-pressed')).toBe('true')
  })
})

describe('BaseMenu', () => {
  it('opens with the arrow key, runs the chosen item and gives the focus back', async () => {
    const focused: (Element | null)[] = []
    const select = (): void => void focused.push(document.activeElement)
    const wrapper = await mountWithWords(BaseMenu, {
      props: {
        label: 'Actions',
        items: [
          { label: 'Rename', select },
          { type: 'separator' },
          { label: 'Delete', select: () => undefined },
        ],
      },
    })
    const trigger = wrapper.get('button')
    trigger.element.focus()
    await trigger.trigger('keydown', { key: 'ArrowDown' })
    await vi.waitFor(() => expect(document.querySelector('[role=menu]')).not.toBeNull())
    expect(trigger.attributes('aria-expanded')).toBe('true')
    const item = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((element) =>
      element.textContent.includes('Rename'),
    )
    item?.click()
    await vi.waitFor(() => expect(document.querySelector('[role=menu]')).toBeNull())
    // Already when the item acts: a dialog that it opens returns the focus there.
    expect(focused).toEqual([trigger.element])
    expect(document.activeElement).toBe(trigger.element)
    wrapper.unmount()
  })
})

describe('BaseScroller', () => {
  it('is reached by the keyboard, and named, while it holds more than it shows', async () => {
    const height = vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(0)
    const wrapper = await mountWithWords(BaseScroller, {
      props: { label: 'Logs', as: 'pre' },
      slots: { default: 'one line' },
    })
    expect(wrapper.attributes()).not.toHaveProperty('tabindex')
    height.mockReturnValue(900)
    wrapper.vm.$forceUpdate()
    await nextTick()
    await nextTick()
    expect(wrapper.attributes()).toMatchObject({ tabindex: '0', role: 'group', 'aria-label': 'Logs' })
    wrapper.unmount()
    height.mockRestore()
  })
})

describe('BaseTabs', () => {
  it('moves with the arrow keys, round the end', async () => {
    const wrapper = await mountWithWords(BaseTabs, {
      props: {
        modelValue: 'a',
        label: 'Views',
        tabs: [
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ],
      },
    })
    await wrapper.get('[role=tab]').trigger('keydown', { key: 'ArrowLeft' })
    expect(wrapper.emitted('update:modelValue')).toEqual([['b']])
    wrapper.unmount()
  })
})

describe('BaseConfirm', () => {
  it('begins on the answer that changes nothing', async () => {
    const wrapper = await mountWithWords(BaseConfirm, {
      props: { open: true, title: 'Delete it?', message: 'For good.', confirmLabel: 'Delete' },
    })
    await vi.waitFor(() => expect(document.activeElement?.textContent.trim()).toBe('Cancel'))
    wrapper.unmount()
  })

  it('confirms only when told to', async () => {
    const wrapper = await mountWithWords(BaseConfirm, {
      props: { open: true, title: 'Delete?', message: 'It is gone then.', confirmLabel: 'Delete' },
    })
    await flushPromises()
    const buttons = [...document.querySelectorAll<HTMLElement>('[role=dialog] footer button')]
    expect(buttons.map((button) => button.textContent.trim())).toEqual(['Cancel', 'Delete'])
    buttons[0]?.click()
    await nextTick()
    expect(wrapper.emitted('confirm')).toBeUndefined()
    buttons[1]?.click()
    await nextTick()
    expect(wrapper.emitted('confirm')).toHaveLength(1)
    wrapper.unmount()
  })
})

describe('BaseFormDialog', () => {
  async function open(props: object): Promise<{ wrapper: VueWrapper; send: HTMLButtonElement }> {
    const wrapper = await mountWithWords(BaseFormDialog, {
      props: { open: true, title: 'New thread', submitLabel: 'Create', ...props },
      slots: { default: '<input value="notes">' },
    })
    await flushPromises()
    const send = document.querySelector<HTMLButtonElement>('[role=dialog] footer [type=submit]')!
    return { wrapper, send }
  }

  it('sends its form, and stays open; its other button closes it', async () => {
    const { wrapper, send } = await open({})
    // The button stands outside of the form: it belongs to it by its id.
    expect(send.form?.querySelector('input')?.value).toBe('notes')
    send.click()
    expect(wrapper.emitted('submit')).toHaveLength(1)
    expect(wrapper.emitted('update:open')).toBeUndefined()
    document.querySelector<HTMLButtonElement>('[role=dialog] footer button')!.click()
    expect(wrapper.emitted('update:open')).toEqual([[false]])
    wrapper.unmount()
  })

  it.each([{ isBusy: true }, { isDisabled: true }])('sends nothing while %o', async (props) => {
    const { wrapper, send } = await open(props)
    send.click()
    expect(wrapper.emitted('submit')).toBeUndefined()
    wrapper.unmount()
  })
})

describe('CopyButton', () => {
  it('says when the browser refuses', async () => {
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: () => Promise.reject(new Error('no')) },
      configurable: true,
    })
    const wrapper = await mountWithWords(CopyButton, { props: { text: 'x' } })
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(wrapper.get('button').attributes('aria-label')).toMatch(/refused/u)
    wrapper.unmount()
  })
})

describe.each(['en', 'zh-CN'] as const)('ErrorNotice in %s', (locale) => {
  it.each(ERROR_KINDS)('has two sentences for %s', async (kind) => {
    const wrapper = await mountWithWords(
      ErrorNotice,
      { props: { error: { kind, detail: 'the server’s words', param: 'temperature', requestId: 'req_7' } } },
      locale,
    )
    const [what, todo] = wrapper.findAll('p').map((paragraph) => paragraph.text())
    expect(what).not.toMatch(/^errors\./u)
    expect(todo).not.toMatch(/^errors\./u)
    expect(what).not.toBe('')
    expect(wrapper.text()).toContain('req_7')
    wrapper.unmount()
  })
})
