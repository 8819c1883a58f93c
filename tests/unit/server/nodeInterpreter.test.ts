import { afterAll, describe, expect, it } from 'vitest'
import type { InterpreterResult } from '@/runtime/interpreter.ts'
import { createNodeInterpreter } from '../../../src/server/nodeInterpreter.ts'

/** Python is started in each test that ends a session, on machines that have other things to do. */
const PATIENCE = { timeout: 180_000 }

const interpreter = createNodeInterpreter({ limitSeconds: 3 })
const files = [{ id: 'file_1', name: 'in.txt', read: () => Promise.resolve(new Blob(['6'])) }]

function run(code: string): Promise<InterpreterResult> {
  return interpreter.run({ sessionId: 'thread_1', code, files }, new AbortController().signal)
}

afterAll(() => interpreter.close())

describe('the interpreter under Node', () => {
  it('runs programs over the attached files, and gives back what they write', PATIENCE, async () => {
    const first = await run('x = int(open("in.txt").read())\nopen("out.txt", "w").write("made");\nx * 7')
    expect(first).toMatchObject({ logs: '42\n', failure: null })
    expect(first.files.map(({ name }) => name)).toEqual(['out.txt'])
    expect(await first.files[0]?.blob.text()).toBe('made')
    expect((await run('x')).logs).toBe('6\n')
    expect((await run('import numpy')).logs).toContain("the package 'numpy' has to be fetched")
  })

  it.each([
    ['read files of the machine', 'open("/etc/hostname").read()', /FileNotFoundError/],
    ['have what Node has', 'import js\njs.process.getBuiltinModule("node:fs")', /AttributeError/],
    ['require modules', 'import js\njs.require("node:fs")', /AttributeError: require/],
    ['turn text into JavaScript', 'import js\njs.Function.new("return process")', /EvalError/],
    ['reach the network', 'import js\nawait js.fetch("http://127.0.0.1:9/")', /have no network here/],
  ])('does not let them %s', PATIENCE, async (_, code, error) => {
    const { logs, failure } = await run(code)
    expect(failure).toBe('exception')
    expect(logs).toMatch(error)
  })

  it('ends what does not end, and what ends Python; the next begins anew', PATIENCE, async () => {
    expect(await run('while True: pass')).toMatchObject({ failure: 'timeout' })
    const ended = await run('import os\nos.abort()')
    expect(ended).toMatchObject({ failure: 'exception' })
    expect(ended.logs).toMatch(/^Note: this is a new session[^]*Its process has ended.\n$/)
  })
})
