import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const text = readFileSync('docs/brief.md', 'utf8')

/** The cells of each row: number, what, where, the call, shown by. */
const rows = text
  .split('\n')
  .filter((line) => /^\| \d+ \|/u.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))

const named = [...text.matchAll(/`([\w./-]+\.(?:ts|vue|json|md))`/gu)].map(([, path = '']) => path)
const calls = [...text.matchAll(/`(src\/services\/\w+\.ts)` `(\w+)`/gu)]

describe('docs/brief.md', () => {
  it('has each of the 32 sections once, in order', () => {
    expect(rows.map(([, number]) => Number(number))).toEqual(
      Array.from({ length: 32 }, (_, index) => index + 1),
    )
  })

  it('says of each section where it is, and which test shows it', () => {
    for (const [, number, what, where, call, tests] of rows) {
      expect([what, where, call].includes(''), `§ ${number}`).toBe(false)
      expect(tests, `§ ${number}`).toMatch(/`tests\/[\w/]+\.test\.ts`/u)
    }
  })

  it('names files that are there', () => {
    expect(named.length).toBeGreaterThan(60)
    expect([...new Set(named)].filter((path) => !existsSync(path))).toEqual([])
  })

  it('names calls that the services have', () => {
    expect(calls.length).toBeGreaterThan(25)
    const missing = calls.filter(
      ([, path = '', name = '']) =>
        !existsSync(path) ||
        !new RegExp(`^export (async )?function ${name}\\b`, 'mu').test(readFileSync(path, 'utf8')),
    )
    expect(missing.map(([call]) => call)).toEqual([])
  })
})
