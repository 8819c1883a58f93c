import type OpenAI from 'openai'

/** A server that the contract suite talks to: ours in its own process or page, or any base URL. */
export interface ContractTarget {
  client: OpenAI
  /** Below the SDK, for what it would not send; `path` follows the base URL. */
  fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** A model that calls the function tools that a message names, and repeats what follows "Say: ". */
  model: string
  /** A foreign server is not held to our own limits and texts. */
  isOurs: boolean
}

/** The suites of one resource each are functions of the target, which is there once the tests run. */
export type ContractSuite = (target: () => ContractTarget) => void
