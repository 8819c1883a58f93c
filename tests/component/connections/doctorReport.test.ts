import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import DoctorReport from '@/components/connections/DoctorReport.vue'
import { CAUSE_WORDS } from '@/components/connections/doctorWords.ts'
import type { ConnectionKind } from '@/domain/connection.ts'
import type { DoctorCheck } from '@/domain/doctorReport.ts'
import type { Locale } from '@/i18n/index.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

const ORIGIN = 'http://127.0.0.1:4173'
let wrapper: VueWrapper

async function report(
  checks: DoctorCheck[],
  kind: ConnectionKind = 'custom',
  locale: Locale = 'en',
): Promise<string> {
  const props = { checks, status: 'finished' as const, kind, origin: ORIGIN }
  wrapper = await mountWithWords(DoctorReport, { props }, locale)
  return wrapper.text()
}

afterEach(() => wrapper.unmount())

const corsMissing: DoctorCheck = {
  id: 'cors',
  status: 'failed',
  cause: 'cors-missing',
  remedy: { kind: 'server-setting' },
}

describe('DoctorReport', () => {
  it.each([
    ['ollama', `OLLAMA_ORIGINS=${ORIGIN} ollama serve`],
    ['lm-studio', 'lms server start --cors'],
    ['llama-cpp', `--cors-origins ${ORIGIN}`],
    ['vllm', `--allowed-origins '["${ORIGIN}"]'`],
    ['litellm', `LITELLM_CORS_ORIGINS=${ORIGIN}`],
    ['custom', `Access-Control-Allow-Origin: ${ORIGIN}`],
  ] as const)('tells the setting of %s for this page', async (kind, setting) => {
    expect(await report([corsMissing], kind)).toContain(setting)
    expect(wrapper.findAll('button').length > 0).toBe(kind !== 'custom')
  })

  it('says how to start a local server that is down', async () => {
    const down: DoctorCheck = {
      id: 'reachable',
      status: 'failed',
      cause: 'unreachable',
      remedy: { kind: 'start-server' },
    }
    expect(await report([down], 'ollama')).toContain('ollama serve')
  })

  it('offers the right base URL', async () => {
    const baseURL = 'http://127.0.0.1:1/v1'
    await report([
      { id: 'path', status: 'failed', cause: 'wrong-path', remedy: { kind: 'use-base-url', baseURL } },
    ])
    await wrapper.get('button').trigger('click')
    expect(wrapper.emitted('use-base-url')).toEqual([[baseURL]])
  })

  it('offers to drop refused headers, but not the one with the key', async () => {
    const refused = (names: string[]): DoctorCheck => ({
      id: 'headers',
      status: 'failed',
      cause: 'header-refused',
      remedy: { kind: 'drop-headers', names },
    })
    expect(await report([refused(['authorization', 'x-title'])])).toContain('authorization, x-title')
    await wrapper.get('button').trigger('click')
    expect(wrapper.emitted('drop-headers')).toEqual([[['x-title']]])
    wrapper.unmount()
    expect(await report([refused(['authorization'])])).toContain('does not let a web page send a key')
    expect(wrapper.find('button').exists()).toBe(false)
  })

  it('counts the models and tells what was not looked at', async () => {
    const text = await report([
      { id: 'models', status: 'ok', evidence: { modelCount: 12 } },
      { id: 'streaming', status: 'skipped', cause: 'message-not-asked' },
    ])
    expect(text).toContain('12 models')
    expect(text).toContain('Not tried, as no message was sent.')
    expect(text).toContain('not checked')
  })

  it('announces the verdict', async () => {
    await report([corsMissing])
    expect(wrapper.get('[role=status]').text()).toBe('It does not work yet.')
  })

  it.each(['en', 'zh-CN'] as const)('has words for every cause in %s', async (locale) => {
    const causes = Object.keys(CAUSE_WORDS) as (keyof typeof CAUSE_WORDS)[]
    for (const cause of causes) {
      const text = await report([{ id: 'models', status: 'failed', cause }], 'custom', locale)
      expect(text, cause).not.toContain('connections.')
      wrapper.unmount()
    }
  })
})
