import { readdirSync, readFileSync } from 'node:fs'
import { globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { preferredLocale } from '@/i18n/index.ts'

const ROOT = 'src/i18n/locales'

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, prefix = ''): [key: string, message: string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : leaves(value, `${prefix}${key}.`),
  )
}

function read(locale: string, area: string): Map<string, string> {
  return new Map(
    leaves(JSON.parse(readFileSync(`${ROOT}/${locale}/${area}.json`, 'utf8')) as Tree, `${area}.`),
  )
}

const placeholders = (message: string): string[] =>
  [...new Set(message.match(/\{[a-z_]+\}/giu) ?? [])].toSorted()

const areas = readdirSync(`${ROOT}/en`).map((file) => file.replace('.json', ''))

describe.each(areas)('words of %s', (area) => {
  const english = read('en', area)
  const chinese = read('zh-CN', area)

  it('has the same keys in both languages', () => {
    expect([...chinese.keys()].toSorted()).toEqual([...english.keys()].toSorted())
  })

  it('has the same placeholders in both languages', () => {
    for (const [key, message] of english)
      expect([key, placeholders(chinese.get(key) ?? '')]).toEqual([key, placeholders(message)])
  })

  it('has no empty word', () => {
    for (const [key, message] of [...english, ...chinese]) expect(message.trim(), key).not.toBe('')
  })
})

describe('keys', () => {
  const source = globSync('src/**/*.{ts,vue}')
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n')

  it('are all used', () => {
    // A key is used as a literal, or through a template with its last part (or two) computed.
    const isUsed = (key: string): boolean => {
      const parts = key.split('.')
      return (
        source.includes(`'${key}'`) ||
        source.includes(`"${key}"`) ||
        parts.some((_, index) => index > 0 && source.includes(`\`${parts.slice(0, index).join('.')}.\${`))
      )
    }
    const unused = areas.flatMap((area) => [...read('en', area).keys()]).filter((key) => !isUsed(key))
    expect(unused).toEqual([])
  })
})

describe('preferredLocale', () => {
  it.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['de', 'zh-Hans'], 'zh-CN'],
    [['en-GB', 'zh'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ] as const)('of %j is %s', (languages, locale) => {
    expect(preferredLocale(languages)).toBe(locale)
  })
})
