import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { ASSET_BYTES, PYODIDE_VERSION } from '@/interpreter/pyodide.ts'

const PYODIDE = new URL('../../../node_modules/pyodide/', import.meta.url)

describe('what is known of Pyodide', () => {
  it('is true of the package that is installed', async () => {
    const { version } = JSON.parse(await readFile(new URL('package.json', PYODIDE), 'utf8'))
    expect(PYODIDE_VERSION).toBe(version)
    for (const [name, bytes] of Object.entries(ASSET_BYTES)) {
      expect([name, (await stat(new URL(name, PYODIDE))).size]).toEqual([name, bytes])
    }
  })
})

describe("the page's frame", () => {
  it('has the one script that its policy allows', async () => {
    const html = await readFile(new URL('../../../public/interpreter.html', import.meta.url), 'utf8')
    const script = /<script>([^]*)<\/script>/.exec(html)?.[1] ?? ''
    const hash = createHash('sha256').update(script).digest('base64')
    expect(/script-src ([^;]*);/.exec(html)?.[1]).toBe(`'sha256-${hash}' 'wasm-unsafe-eval' blob:`)
  })
})
