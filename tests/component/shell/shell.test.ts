import { flushPromises } from '@vue/test-utils'
import { defineComponent, h, nextTick, ref } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import CommandPalette from '@/components/shell/CommandPalette.vue'
import ErrorBoundary from '@/components/shell/ErrorBoundary.vue'
import NavigationBar from '@/components/shell/NavigationBar.vue'
import NavigationRail from '@/components/shell/NavigationRail.vue'
import { mountWithWords } from '../../support/mountWithWords.ts'

describe('CommandPalette', () => {
  const run = vi.fn<(id: string) => void>()
  const command = (
    id: string,
    group: string,
    label: string,
  ): { id: string; group: string; label: string; run: () => void } => ({
    id,
    group,
    label,
    run: () => run(id),
  })

  it('finds by every word of group and label, and runs what Enter chooses', async () => {
    const wrapper = await mountWithWords(CommandPalette, {
      props: {
        open: true,
        commands: [
          command('a', 'Go to', 'Models'),
          command('b', 'Theme', 'Dark'),
          command('c', '语言', '简体中文'),
        ],
      },
    })
    await flushPromises()
    const input = document.querySelector<HTMLInputElement>('.base-palette input')
    if (input === null) throw new Error('no input')
    const options = (): string[] =>
      [...document.querySelectorAll('[role=option]')].map((option) => option.textContent.trim())
    expect(options()).toEqual(['Models', 'Dark', '简体中文'])
    input.value = 'theme da'
    input.dispatchEvent(new Event('input'))
    await nextTick()
    expect(options()).toEqual(['Dark'])
    await nextTick()
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    await nextTick()
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await vi.waitFor(() => expect(run).toHaveBeenCalledWith('b'))
    expect(wrapper.emitted('update:open')).toEqual([[false]])
    wrapper.unmount()
  })
})

describe('an ErrorBoundary', () => {
  it('shows what failed, keeps what is around it, and can try again', async () => {
    const isBroken = ref(true)
    const Broken = defineComponent(() => () => {
      if (isBroken.value) throw new Error('the screen broke')
      return h('p', 'whole again')
    })
    const wrapper = await mountWithWords(ErrorBoundary, {
      props: { place: '/x' },
      slots: { default: () => h(Broken) },
    })
    await nextTick()
    expect(wrapper.text()).toContain('the screen broke')
    expect(wrapper.text()).toContain('/x')
    isBroken.value = false
    await wrapper.findAll('button')[0]?.trigger('click')
    expect(wrapper.text()).toBe('whole again')
    vi.mocked(console.error).mockClear() // the boundary writes what it caught
    vi.mocked(console.warn).mockClear()
    wrapper.unmount()
  })
})

describe('the navigation', () => {
  const runsLink = (): string => {
    const link = document.querySelector('nav a[href="/runs"]')
    return link?.textContent.replaceAll(/\s+/gu, ' ').trim() ?? ''
  }

  it.each([
    [0, 'Runs', null],
    [1, 'Runs 1 waits for you', '1 waits for you'],
    [3, 'Runs 3 wait for you', '3 wait for you'],
    [120, 'Runs 99+ wait for you', '99+ wait for you'],
  ])('says on the rail and the bar that %i runs wait', async (waiting, name, badge) => {
    const rail = await mountWithWords(NavigationRail, {
      props: { current: null, modifier: 'Ctrl', waiting, collapsed: false },
    })
    expect(runsLink()).toBe(name)
    expect(rail.find('.badge').exists() ? rail.get('.badge').text() : null).toBe(badge)
    rail.unmount()
    const bar = await mountWithWords(NavigationBar, { props: { current: null, extra: [], waiting } })
    expect(runsLink()).toBe(name)
    bar.unmount()
  })
})
