import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ConnectionSwitch from '@/components/connections/ConnectionSwitch.vue'
import { DEMO_CONNECTION, type Connection } from '@/domain/connection.ts'
import { button, press } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

const MINE: Connection = {
  ...DEMO_CONNECTION,
  id: 'conn_1',
  slug: 'mine',
  name: 'Mine',
  kind: 'custom',
  key: { mode: 'tab' },
}
let wrapper: VueWrapper

async function show(props: Partial<InstanceType<typeof ConnectionSwitch>['$props']> = {}): Promise<void> {
  const all = { connections: [DEMO_CONNECTION, MINE], currentId: 'demo', keyState: 'none' as const, ...props }
  wrapper = await mountWithWords(ConnectionSwitch, { props: all })
}

afterEach(() => wrapper.unmount())

describe('ConnectionSwitch', () => {
  it('says plainly that the demo is no AI', async () => {
    await show()
    expect(wrapper.text()).toContain('Offline demo')
    expect(wrapper.text()).toContain('not an AI')
  })

  it.each([
    ['missing', 'no key yet'],
    ['ready', 'key ready'],
    ['locked', 'key locked'],
    ['none', 'no key needed'],
  ] as const)('tells a key that is %s', async (keyState, words) => {
    await show({ currentId: 'conn_1', keyState })
    expect(wrapper.text()).toContain(words)
    expect(wrapper.get('button').attributes('aria-label')).toBe(`Connection: Mine ${words}`)
  })

  it('keeps its name where there is room for a dot only', async () => {
    await show({ shape: 'dot', currentId: 'conn_1' })
    expect(wrapper.text()).toBe('')
    expect(wrapper.get('button').attributes('aria-label')).toContain('Mine')
    wrapper.unmount()
    await show({ shape: 'dot' })
    expect(wrapper.text()).toBe('not an AI')
    expect(wrapper.get('button').attributes('aria-label')).toContain('Offline demo')
  })

  it('switches and leads to the settings', async () => {
    await show()
    await wrapper.get('button').trigger('click')
    await press('Mine')
    expect(wrapper.emitted('select')).toEqual([['conn_1']])
    await wrapper.get('button').trigger('click')
    expect((await button('Manage connections')).isConnected).toBe(true)
    await press('Manage connections')
    expect(wrapper.emitted('manage')).toHaveLength(1)
  })
})
