import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPage } from '../support/page.ts'
import type { SandboxOptions, SandboxResult } from '../support/sandboxPageEntry.ts'
import { type SandboxServer, serveSandbox } from '../support/sandboxServer.ts'
import { TRY_PAGE, TRY_SERVERS } from '../support/waysOut.ts'

let server: SandboxServer

beforeAll(async () => {
  server = await serveSandbox()
})
beforeEach(() => {
  server.asked.length = 0
  server.hasFrameScript = true
})
afterAll(() => server.close())

/** A browser writes to the console what a policy refuses. */
function withSandbox(use: (page: Page) => Promise<void>): Promise<void> {
  return withPage(
    { expectedErrors: /Content Security Policy|violates|sandboxed|Failed to load/i },
    async ({ page }) => {
      await server.open(page)
      await use(page)
      expect(await page.locator('iframe').count()).toBe(0)
    },
  )
}

function run(page: Page, code: string, options: SandboxOptions = {}): Promise<SandboxResult> {
  return page.evaluate(([text, given]) => window.sandboxPage.run(text, given), [code, options] as const)
}

/** Runs code in a fresh page, and gives its outcome. */
async function outcomeOf(code: string, options: SandboxOptions = {}): Promise<SandboxResult['outcome']> {
  let result: SandboxResult | null = null
  await withSandbox(async (page) => {
    result = await run(page, code, options)
  })
  expect(result).not.toBeNull()
  return result!.outcome
}

describe('a handler', () => {
  it.each([
    ['a text as it is', `return 'it is ' + args.city`, 'it is Oslo'],
    ['an empty text', `return ''`, ''],
    ['anything else as JSON', `return { city: args.city, at: [1, null] }`, '{"city":"Oslo","at":[1,null]}'],
    ['null', `return null`, 'null'],
    ['what it waits for', `await new Promise((done) => setTimeout(done, 20)); return 5`, '5'],
    ['a last line that is a comment', `return 1 // one`, '1'],
  ])('gives %s', async (_, code, output) => {
    expect(await outcomeOf(code, { args: { city: 'Oslo' } })).toEqual({ kind: 'done', output })
  })

  it.each([
    ['an error, with its line', `const a = 1\n\nnope()`, 'threw', 'ReferenceError: nope is not defined', 3],
    ['what is no error', `throw 'no'`, 'threw', 'no', null],
    [
      'broken syntax, with its line',
      `const a = 1\nconst = 2`,
      'threw',
      expect.stringContaining('SyntaxError'),
      2,
    ],
    [
      'an error of a later turn',
      `setTimeout(() => nope())\nawait new Promise(() => {})`,
      'threw',
      expect.stringContaining('nope'),
      1,
    ],
    ['nothing', `args`, 'nothing', '', null],
    ['a function', `return () => 1`, 'not-json', 'function', null],
    ['a cycle', `const a = {}; a.a = a; return a`, 'not-json', expect.stringContaining('circular'), null],
    ['a whole number without end', `return 10n`, 'not-json', expect.stringContaining('BigInt'), null],
    ['more than fits', `return '€'.repeat(180_000)`, 'too-large', '540000', null],
  ])('fails with %s', async (...[, code, failure, message, line]) => {
    expect(await outcomeOf(code)).toEqual({ kind: 'failed', failure: { code: failure, message, line } })
  })

  it('tells what it logs, in order and within bounds', async () => {
    await withSandbox(async (page) => {
      const code = `console.log('a', 1, { b: [2] }); console.error(new Error('no')); console.warn('w'.repeat(9000)); return 1`
      const { logs } = await run(page, code)
      expect(logs.map(({ level, text }) => [level, text.slice(0, 20)])).toEqual([
        ['log', 'a 1 {"b":[2]}'],
        ['error', 'Error: no'],
        ['warn', 'w'.repeat(20)],
      ])
      expect(logs[2]?.text).toHaveLength(4000)
      const many = await run(page, `for (let i = 0; i < 1000; i += 1) console.log(i); return 1`)
      expect(many.logs).toHaveLength(200)
    })
  })

  it.each([
    ['an endless loop', 'while (true) {}'],
    ['an endless wait', 'await new Promise(() => {})'],
    ['an endless chain', 'while (true) await null'],
  ])('is ended at its limit in %s, and the next one works', async (_, code) => {
    await withSandbox(async (page) => {
      const { outcome } = await run(page, code, { limitMs: 300 })
      expect(outcome).toEqual({ kind: 'failed', failure: { code: 'timeout', message: '', line: null } })
      expect((await run(page, 'return 1')).outcome).toEqual({ kind: 'done', output: '1' })
    })
  })

  it('can be stopped in the middle of an endless loop', async () => {
    expect(await outcomeOf(`console.log('on'); while (true) {}`, { stopsAtLog: true })).toEqual({
      kind: 'aborted',
    })
  })
})

describe('the sandbox', () => {
  it('has nothing of the page, and keeps nothing', async () => {
    await withSandbox(async (page) => {
      const code = `${TRY_PAGE}
        return { tries, origin: self.origin }`
      const { outcome, heard } = await run(page, code)
      expect(outcome.kind).toBe('done')
      const { tries, origin } = JSON.parse('output' in outcome ? outcome.output : '{}')
      expect(origin).toBe('null')
      // Some are not even there, since a page of opaque origin is not a secure context.
      expect(Object.keys(tries)).toHaveLength(12)
      for (const error of Object.values(tries)) expect(error).toMatch(/^(Security|Reference|Type)Error$/)
      expect(tries.indexedDB).toBe('SecurityError')
      expect(heard).toEqual([])
    })
  })

  it('reaches no server unless it may, by no way', async () => {
    await withSandbox(async (page) => {
      const code = `${TRY_SERVERS}
        return tries`
      const args = { other: server.witnessURL, own: server.ownURL }
      const { outcome } = await run(page, code, { args })
      expect(outcome.kind).toBe('done')
      const tries = JSON.parse('output' in outcome ? outcome.output : '{}')
      expect(Object.keys(tries)).toHaveLength(24)
      expect(Object.values(tries)).not.toContain('reached')
      expect(server.asked).toEqual([])
    })
  })

  it('is not left by code that closes the function it is put in', async () => {
    await withSandbox(async (page) => {
      const code = `return 1 }
        const out = fetch('${server.witnessURL}outside').then(() => 'reached', () => 'refused')
        async function handler() { return out`
      expect((await run(page, code)).outcome).toEqual({ kind: 'done', output: 'refused' })
      expect(server.asked).toEqual([])
    })
  })

  it('reaches a server that lets every page read it, once it may', async () => {
    await withSandbox(async (page) => {
      const code = `return (await fetch(args.url + 'allowed')).text()`
      const options = { args: { url: server.witnessURL }, isNetworkAllowed: true }
      expect((await run(page, code, options)).outcome).toEqual({ kind: 'done', output: '"reached"' })
      expect(server.asked).toEqual(['witness GET /allowed'])
    })
  })

  it('says so when its own script cannot be had', async () => {
    await withPage({ expectedErrors: /Failed to load resource/ }, async ({ page }) => {
      server.hasFrameScript = false
      await server.open(page)
      expect((await run(page, 'return 1', { startMs: 500 })).outcome).toEqual({ kind: 'chunk' })
    })
  })
})
