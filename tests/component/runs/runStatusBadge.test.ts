import { describe, expect, it } from 'vitest'
import RunStatusBadge from '@/components/runs/RunStatusBadge.vue'
import { RUN_STATUSES } from '@/domain/runMachine.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

describe('the badge of a run', () => {
  it.each(RUN_STATUSES)('says %s with the wire’s word in English', async (status) => {
    const wrapper = await mountWithWords(RunStatusBadge, { props: { status } })
    expect(wrapper.text()).toBe(status)
    expect(wrapper.attributes('role')).toBeUndefined()
    wrapper.unmount()
  })

  it('is a status named "Run status" where it is live', async () => {
    const wrapper = await mountWithWords(RunStatusBadge, { props: { status: 'in_progress', isLive: true } })
    expect(wrapper.attributes()).toMatchObject({ role: 'status', 'aria-label': 'Run status' })
    wrapper.unmount()
  })

  it('speaks Chinese, and keeps the wire’s word at hand', async () => {
    const wrapper = await mountWithWords(RunStatusBadge, { props: { status: 'requires_action' } }, 'zh-CN')
    expect(wrapper.text()).toBe('等待操作')
    expect(wrapper.attributes('title')).toBe('requires_action')
    wrapper.unmount()
  })
})
