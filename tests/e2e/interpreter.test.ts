import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ProgramOptions, ProgramResult } from '../support/interpreterPageEntry.ts'
import { withPage } from '../support/page.ts'
import { type SandboxServer, serveSandbox } from '../support/sandboxServer.ts'
import { TRY_PAGE, TRY_SERVERS } from '../support/waysOut.ts'
import { FIGURES, INSTALLER, wheelOf } from '../support/wheel.ts'

/** Python is started once and more in each test, on machines that have other things to do. */
const PATIENCE = { timeout: 240_000 }
const INSTALLER_FILE = 'micropip-1.0-py3-none-any.whl'
const ANEW = /^Note: this is a new session\./

let server: SandboxServer

beforeAll(async () => {
  server = await serveSandbox('interpreterPageEntry.ts', 'interpreterPage')
  const lock = [...server.files.keys()].find((name) => name.includes('pyodide-lock')) ?? ''
  const text = new TextDecoder().decode(Buffer.from(server.files.get(lock) ?? ''))
  const { packages, ...rest } = JSON.parse(text)
  packages.matplotlib = {
    ...packages.matplotlib,
    depends: [],
    file_name: 'figures.whl',
    sha256: FIGURES.sha256,
  }
  packages.micropip = { ...packages.micropip, file_name: INSTALLER_FILE, sha256: INSTALLER.sha256 }
  server.files.set(lock, JSON.stringify({ ...rest, packages }))
})
beforeEach(() => {
  server.asked.length = 0
})
afterAll(() => server.close())

type Run = (code: string, options?: ProgramOptions) => Promise<ProgramResult>

/** Opens a page with an interpreter. A browser writes to the console what a policy refuses. */
function withInterpreter(use: (run: Run, page: Page) => Promise<void>): Promise<void> {
  const expectedErrors =
    /Content Security Policy|violates|sandboxed|Failed to load|fatal|Aborted|unreachable|integrity|ERR_/i
  return withPage({ expectedErrors }, async ({ page }) => {
    await server.open(page)
    const run: Run = (code, options = {}) =>
      page.evaluate(([text, given]) => window.interpreterPage.run(text, given), [code, options] as const)
    await use(run, page)
    await page.evaluate(() => window.interpreterPage.close())
    expect(await page.locator('iframe').count()).toBe(0)
  })
}

/** Python that runs JavaScript as no one offers it to: as a script of the worker. It leaves a promise of JSON in `self.outcome`. */
function throughScript(script: string): string {
  return `
import js
from pyodide.ffi import to_js
js.importScripts(js.URL.createObjectURL(js.Blob.new(to_js([${JSON.stringify(script)}]))))
print(await js.self.outcome)`
}

describe('a program', () => {
  it('is run as in a notebook, and leaves its variables to the next', PATIENCE, async () => {
    await withInterpreter(async (run) => {
      const first = await run('x = 41\nprint("said")\nx + 1')
      expect(first).toMatchObject({ logs: 'said\n42\n', failure: null, images: [], files: {} })
      expect(first.statuses).toEqual(['download', 'start', 'running', 'ready'])
      expect(await run('x += 1; x')).toMatchObject({ logs: '42\n', statuses: ['running', 'ready'] })
      expect(await run('x;')).toMatchObject({ logs: '' })

      const order =
        'import sys\nprint("a", end="")\nprint("b", file=sys.stderr)\nsys.stdout.write("日本\\n");'
      expect(await run(order)).toMatchObject({ logs: 'ab\n日本\n', failure: null })

      const failed = await run('def f():\n    return 1 / 0\n\nf()')
      expect(failed).toMatchObject({ failure: 'exception' })
      expect(failed.logs).toMatch(
        /^Traceback \(most recent call last\):\n {2}File "<program 5>", line 4, in <module>\n {4}f\(\)/,
      )
      expect(failed.logs).toMatch(
        /line 2, in f\n {4}return 1 \/ 0\n.*\nZeroDivisionError: division by zero\n$/,
      )
      expect((await run('x =')).logs).toMatch(/^ {2}File "<program 6>", line 1\n[^]*SyntaxError/)

      const library =
        'import asyncio, sqlite3, json, hashlib\nawait asyncio.sleep(0)\nsqlite3.connect(":memory:").execute("select 6 * 7").fetchone()'
      expect(await run(library)).toMatchObject({ logs: '(42,)\n', failure: null })
      expect((await run('input()')).logs).toContain('EOFError')
      expect(await run('exit()')).toMatchObject({ logs: '', failure: null })
      expect(await run('x')).toMatchObject({ logs: '42\n' })
      const long = await run('print("y" * 150_000)\n1 / 0')
      expect(long.logs).toContain(`${'y'.repeat(100)}\n… 50001 more characters were left out.\nTraceback`)
      expect(long.logs.length).toBeLessThan(101_000)
    })
  })

  it('has the attached files, and gives back what it writes', PATIENCE, async () => {
    await withInterpreter(async (run) => {
      const files = { 'in.csv': 'a,b\n1,2\n', '../../lib/away.txt': 'stays' }
      const read = 'import os\nprint(os.getcwd(), open("in.csv").read(), os.listdir("lib"))'
      expect(await run(read, { files })).toMatchObject({
        logs: "/mnt/data a,b\n1,2\n ['away.txt']\n",
        files: {},
      })
      const write =
        'os.makedirs("out", exist_ok=True)\nopen("out/é.txt", "w").write("made")\nopen("in.csv", "a").write("3,4");'
      expect((await run(write, { files })).files).toEqual({ 'out/é.txt': 'made', 'in.csv': 'a,b\n1,2\n3,4' })
      expect((await run('open("in.csv").read()', { files })).logs).toContain('3,4')
      const many = await run('for n in range(60): open(f"{n:02}.txt", "w").close()')
      expect(Object.keys(many.files)).toHaveLength(50)
      expect(many.logs).toContain('/mnt/data/59.txt (0 bytes) stays in the session')
      const flood = await run(
        'for n in range(3000): open(f"f{n}", "w").close()\nopen(b"\\xff\\xfe", "w").close()\nopen("日本\\n", "w").close()',
      )
      expect(flood).toMatchObject({ failure: null, error: null })
      expect(flood.logs).toMatch(/So do \d+ more files\.\n$/)
      expect(flood.logs.length).toBeLessThan(2_000)
      const named = await run('open(b"\\xff\\xfd", "w").close()\nopen("日本\\n", "w").write("1");')
      expect(named.files).toEqual({ '日本\n': '1' })
      expect((await run('2 + 2')).logs).toBe('4\n')
    })
  })

  it('has a session for each thread, of which the newest are kept', PATIENCE, async () => {
    await withInterpreter(async (run, page) => {
      await run('x = "one"', { sessionId: 'one' })
      expect(await run('x', { sessionId: 'two' })).toMatchObject({ failure: 'exception' })
      expect((await run('x', { sessionId: 'one' })).logs).toBe("'one'\n")
      await run('x = "three"', { sessionId: 'three' })
      expect(await page.locator('iframe').count()).toBe(2)
      expect((await run('1', { sessionId: 'two' })).logs).toMatch(ANEW)
      await page.evaluate(() => window.interpreterPage.restart('three'))
      const restarted = await run('"x" in globals()', { sessionId: 'three' })
      expect(restarted.logs).toMatch(ANEW)
      expect(restarted.logs).toMatch(/False\n$/)
    })
  })
})

describe('a program that does not end', () => {
  it('is ended at its limit, or at once; the next one begins anew and is told so', PATIENCE, async () => {
    await withInterpreter(async (run) => {
      const late = await run('print("on")\nwhile True: pass', { limitSeconds: 1 })
      expect(late).toMatchObject({ failure: 'timeout', error: null })
      expect(late.logs).toBe('on\n\nThe program was stopped after 1 s. Its session has ended.\n')
      const stopped = await run('print("looping")\nwhile True: pass', { stopsAt: 'looping' })
      expect(stopped.error).toBe('Error: stopped')
      expect(stopped.outputs[0]).toMatch(ANEW)
      expect(await run('2 + 2')).toMatchObject({
        logs: expect.stringMatching(/^Note: .*\n4\n$/),
        failure: null,
      })
    })
  })

  it('leaves no tasks behind that would take the time of the next', PATIENCE, async () => {
    await withInterpreter(async (run) => {
      const spin = `
import asyncio
async def spin():
    while True:
        await asyncio.sleep(0)
for _ in range(20): asyncio.ensure_future(spin())
len(asyncio.all_tasks())`
      expect((await run(spin)).logs).toBe('21\n')
      expect((await run('await asyncio.sleep(0.1)\nlen(asyncio.all_tasks())')).logs).toBe('1\n')
    })
  })

  it.each([
    ['variables', 'x = []\nwhile True: x.append(bytearray(10_000_000))'],
    ['one variable', 'bytearray(2_000_000_000)'],
  ])('is ended by its %s when they fill the memory', PATIENCE, async (_, code) => {
    await withInterpreter(async (run) => {
      const full = await run(code)
      expect(full).toMatchObject({ failure: 'memory', error: null })
      expect(full.logs).toContain('the program needs more memory than it may have')
      expect((await run('2 + 2')).logs).toMatch(/^Note: .*\n4\n$/)
    })
  })

  it('is refused more room for files than there is, and can end Python itself', PATIENCE, async () => {
    await withInterpreter(async (run) => {
      const code =
        'with open("/tmp/big", "wb") as f:\n    f.truncate(300_000_000)\nwith open("/tmp/big2", "wb") as f:\n    f.seek(300_000_000)\n    f.write(b"0")'
      const full = await run(code)
      expect(full).toMatchObject({
        failure: 'exception',
        logs: expect.stringContaining('No space left on device'),
      })
      expect(await run('import os\nos.abort()')).toMatchObject({ failure: 'exception', error: null })
      expect((await run('2 + 2')).logs).toMatch(/^Note: .*\n4\n$/)
    })
  })
})

describe('a package', () => {
  it(
    'is fetched once the person has allowed its host, and checked; without it the program says so',
    PATIENCE,
    async () => {
      await withInterpreter(async (run, page) => {
        let answer: Uint8Array | null = null
        const fetched: string[] = []
        await page.route('https://cdn.jsdelivr.net/**', async (route) => {
          fetched.push(new URL(route.request().url()).pathname)
          const headers = { 'access-control-allow-origin': '*' }
          await (answer === null ? route.abort() : route.fulfill({ headers, body: Buffer.from(answer) }))
        })
        const refused = await run('import matplotlib')
        expect(refused.questions).toEqual([{ host: 'cdn.jsdelivr.net', packages: ['matplotlib'] }])
        expect(refused.logs).toContain("No module named 'matplotlib'")
        expect(refused.logs).toContain('which the person has not allowed')
        expect(fetched).toEqual([])

        const offline = await run('import matplotlib', { answer: true })
        expect(offline.logs).toContain("the package 'matplotlib' could not be fetched from cdn.jsdelivr.net")
        expect((await run('import os.nothing')).logs).not.toContain('Note')
        answer = new TextEncoder().encode('something else')
        expect((await run('import matplotlib', { answer: true })).logs).toContain('could not be fetched')
        answer = FIGURES.bytes
        const plot = 'import matplotlib.pyplot as plt\nplt.figure(); plt.figure()\nplt.show()\nplt.figure();'
        const shown = await run(plot, { allowedHosts: ['cdn.jsdelivr.net'] })
        expect(shown).toMatchObject({ logs: '', failure: null, questions: [] })
        expect(shown.images.map((bytes) => bytes.slice(0, 4))).toEqual(
          Array(3).fill([0x89, 0x50, 0x4e, 0x47]),
        )
        const letters =
          "import warnings\nf = plt.figure()\nf.savefig = lambda *_, **__: warnings.warn('Glyph 20013 missing from font(s) DejaVu Sans.')\nplt.show()"
        expect((await run(letters)).logs).toMatch(/^Note: of the characters in the figure, 1 are in no font/)
        expect(fetched.at(-1)).toMatch(/^\/pyodide\/v[\d.]+\/full\/figures\.whl$/)
      })
    },
  )
})

describe('a package that is not of the distribution', () => {
  it('comes from an index, each of whose hosts the person has allowed', PATIENCE, async () => {
    await withInterpreter(async (run, page) => {
      const sheets = wheelOf('openpyxl', { 'openpyxl/__init__.py': 'made = "a sheet"\n' })
      const fetched: string[] = []
      await page.route(/^https:/, async (route) => {
        const url = route.request().url()
        fetched.push(`${route.request().headers()['accept'] ?? ''} ${url}`)
        const answers: [string, string | Buffer][] = [
          [INSTALLER_FILE, Buffer.from(INSTALLER.bytes)],
          ['/simple/openpyxl/', JSON.stringify({ url: 'https://files.example/openpyxl.whl' })],
          ['openpyxl.whl', Buffer.from(sheets.bytes)],
        ]
        const body = answers.find(([end]) => url.endsWith(end))?.[1]
        const headers = { 'access-control-allow-origin': '*' }
        await route.fulfill(body === undefined ? { status: 404, headers } : { headers, body })
      })
      const refused = await run('import openpyxl')
      expect(refused.questions).toEqual([{ host: 'cdn.jsdelivr.net', packages: ['openpyxl'] }])
      expect(refused.logs).toContain("the package 'openpyxl' has to be fetched from cdn.jsdelivr.net")
      expect(fetched).toEqual([])

      const inHalf = await run('import openpyxl', { allowedHosts: ['cdn.jsdelivr.net'] })
      expect(inHalf.questions).toEqual([{ host: 'index.example', packages: ['openpyxl'] }])
      expect(inHalf.logs).toContain(
        "the package 'openpyxl' could not be installed: the person has not allowed index.example.",
      )
      expect(fetched.map((line) => line.split('/').at(-1))).toEqual([INSTALLER_FILE])

      const made = await run('import openpyxl\nopenpyxl.made', { answer: true })
      expect(made).toMatchObject({ logs: "'a sheet'\n", failure: null })
      expect(made.questions.map(({ host }) => host)).toEqual([
        ...['cdn.jsdelivr.net', 'index.example', 'files.example'],
      ])
      expect(fetched).toContain('application/json https://index.example/simple/openpyxl/')

      const unknown = await run('import nothing_of_that_name', {
        allowedHosts: ['cdn.jsdelivr.net', 'index.example'],
      })
      expect(unknown.logs).toContain("could not be installed: The index has no 'nothing_of_that_name'.")
      // A program cannot have its own requests made by the page.
      const forged = await run(
        throughScript(`self.outcome = fetch('https://index.example/out').catch(String)`),
        {
          allowedHosts: ['index.example'],
        },
      )
      expect(forged.logs).toContain('TypeError')
    })
  })
})

describe('a hostile program', () => {
  it('has nothing of the page, and keeps nothing', PATIENCE, async () => {
    await withInterpreter(async (run) => {
      const script = `self.outcome = (async () => { ${TRY_PAGE} return JSON.stringify({ tries, origin: self.origin }) })()`
      const { logs, failure, heard } = await run(throughScript(script))
      expect(failure).toBeNull()
      const { tries, origin } = JSON.parse(logs)
      expect(origin).toBe('null')
      expect(Object.keys(tries)).toHaveLength(12)
      for (const error of Object.values(tries)) expect(error).toMatch(/^(Security|Reference|Type)Error$/)
      expect(heard).toEqual([])
      expect((await run('import js\njs.eval("1")')).logs).toContain('EvalError')
      expect((await run('from pyodide.code import run_js\nrun_js("1")')).logs).toContain('EvalError')
    })
  })

  it('reaches no server but those of allowed hosts, by no way', PATIENCE, async () => {
    await withInterpreter(async (run, page) => {
      const args = JSON.stringify({ other: server.witnessURL, own: server.ownURL })
      const script = `self.outcome = (async () => { const args = ${args}; ${TRY_SERVERS} return JSON.stringify(tries) })()`
      const { logs } = await run(throughScript(script))
      const tries = JSON.parse(logs)
      expect(Object.keys(tries)).toHaveLength(24)
      expect(Object.values(tries)).not.toContain('reached')
      const python = `from pyodide.http import pyfetch\nawait pyfetch("${server.witnessURL}pyfetch")`
      expect(await run(python)).toMatchObject({ failure: 'exception' })
      expect(await run(python.replace(server.witnessURL, server.ownURL))).toMatchObject({
        failure: 'exception',
      })
      expect(server.asked).toEqual([])

      await page.evaluate(() => window.interpreterPage.restart('one'))
      const allowedHosts = [new URL(server.witnessURL).host, "evil.example; connect-src *; 'self'"]
      const reached = await run(`${python}\nawait (await pyfetch("${server.witnessURL}allowed")).string()`, {
        allowedHosts,
      })
      expect(reached.logs).toMatch(/'"reached"'\n$/)
      expect(server.asked).toEqual(['witness GET /pyfetch', 'witness GET /allowed'])
      const own = await run(`await pyfetch("${server.ownURL}other")`, { allowedHosts })
      expect(own).toMatchObject({ failure: 'exception' })
      expect(server.asked).toHaveLength(2)
    })
  })

  it('can forge what it says, to no avail but its own', PATIENCE, async () => {
    await withInterpreter(async (run) => {
      const script = `
        const done = { type: 'done', run: 1, failure: null, files: [], isOver: false }
        self.outcome = (async () => {
          postMessage(done)
          new BroadcastChannel('skein-console').postMessage(done)
          return 'still here'
        })()`
      expect(await run(throughScript(script))).toMatchObject({
        logs: 'still here\n',
        failure: null,
        heard: [],
      })
      // What our own Python says to the page, found among all that Python holds.
      const forge = `
import gc
ours = next(held for held in gc.get_objects() if isinstance(held, dict) and "package_notes" in held)
ours["page"].show(bytes(10))
for _ in range(5):
    ours["page"].say("x" * 100_000)`
      const forged = await run(forge)
      expect(forged).toMatchObject({ failure: null, questions: [] })
      expect(forged.images).toEqual([Array(8).fill(0)])
      expect(forged.logs).toBe('x'.repeat(150_000))
      expect((await run('2 + 2')).logs).toBe('4\n')
      expect(server.asked).toEqual([])
    })
  })
})
