import { afterEach, beforeAll, describe, expect } from 'vitest'
import OpenAI from 'openai'
import type { ContractSuite, ContractTarget } from './contractTarget.ts'

type Fetch = (input: Request | string | URL, init?: RequestInit) => Promise<Response>

const modules = import.meta.glob<Record<string, ContractSuite>>('../contract/suite/*.ts', { eager: true })
const SUITES = Object.values(modules).flatMap((module) => Object.values(module))

export interface TargetOptions {
  /** Ends in the version, without a slash: `http://127.0.0.1:8788/v1`. */
  baseURL: string
  fetch: Fetch
  model: string
  isOurs: boolean
  apiKey?: string
}

/** The server behind `fetch`, as the suites see it. */
export function contractTarget({ baseURL, fetch, apiKey = 'none', ...rest }: TargetOptions): ContractTarget {
  return {
    ...rest,
    client: new OpenAI({ baseURL, apiKey, fetch, maxRetries: 0, dangerouslyAllowBrowser: true }),
    fetch(path, init) {
      const headers = new Headers(init?.headers)
      headers.set('authorization', `Bearer ${apiKey}`)
      headers.set('openai-beta', 'assistants=v2')
      return fetch(baseURL + path, { ...init, headers })
    },
  }
}

/** A server that is not ours may be as slow as it likes. */
const TIMEOUT_MS = 120_000

/**
 * Runs the suites of all resources against one server.
 * @param faults what is found beside the tests' own expectations: none may have come up in a test.
 */
export function runContract(
  name: string,
  start: () => ContractTarget | Promise<ContractTarget>,
  faults: Error[] = [],
): void {
  describe(name, { timeout: TIMEOUT_MS }, () => {
    let target: ContractTarget | undefined
    beforeAll(async () => {
      target = await start()
    })
    afterEach(() => {
      expect(faults.splice(0)).toEqual([])
    })
    for (const suite of SUITES) {
      suite(() => {
        if (target === undefined) throw new Error('The server has not started.')
        return target
      })
    }
  })
}
