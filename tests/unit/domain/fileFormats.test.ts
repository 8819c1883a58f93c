import { describe, expect, it } from 'vitest'
import { extensionOf, extensionsOf, isOfGroup, mediaTypeOf } from '@/domain/fileFormats.ts'

const named = (name: string, type = ''): { name: string; type: string } => ({ name, type })

describe('isOfGroup', () => {
  it.each(extensionsOf('searchable'))('counts .%s to what both tools take', (extension) => {
    expect(isOfGroup(named(`a.${extension}`), 'searchable')).toBe(true)
    expect(isOfGroup(named(`a.${extension.toUpperCase()}`), 'code')).toBe(true)
  })

  it('goes by the extension, whatever the type', () => {
    expect(isOfGroup(named('a.png', 'text/plain'), 'searchable')).toBe(false)
    expect(isOfGroup(named('a.ts', 'video/mp2t'), 'searchable')).toBe(true)
    expect(isOfGroup(named('a.constructor'), 'known')).toBe(false)
  })

  it('goes by the type, without its parameters, where the name has no extension', () => {
    expect(isOfGroup(named('README', 'Text/Plain; charset=utf-8'), 'searchable')).toBe(true)
    expect(isOfGroup(named('README', 'text/x-script.python'), 'searchable')).toBe(true)
    expect(isOfGroup(named('README', 'application/zip'), 'searchable')).toBe(false)
    expect(isOfGroup(named('README'), 'known')).toBe(false)
  })

  it('counts documents and archives to no texts', () => {
    const texts = extensionsOf('known').filter((extension) => isOfGroup(named(`a.${extension}`), 'text'))
    expect(texts.toSorted().join(' ')).toBe(
      'c cpp cs css csv go h hpp htm html ini java js json jsonl jsx kt log lua markdown md php py rb rs rst scala sh sql swift tex toml ts tsv tsx txt vue xml yaml yml',
    )
  })
})

describe('mediaTypeOf', () => {
  it.each([
    ['notes.md', '', 'text/markdown'],
    ['main.ts', 'video/mp2t', 'application/typescript'],
    ['Report.DOCX', '', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['photo.webp', 'image/webp', 'image/webp'],
    ['film.mp4', 'video/mp4', 'video/mp4'],
    ['README', 'text/plain', 'text/plain'],
    ['a.toString', '', 'application/octet-stream'],
  ])('of %s (%s) is %s', (name, type, expected) => {
    expect(mediaTypeOf(named(name, type))).toBe(expected)
  })
})

describe('extensionOf', () => {
  it.each([
    ['a.tar.gz', 'gz'],
    ['A.PDF', 'pdf'],
    ['.env', 'env'],
    ['Makefile', null],
    ['ends.', null],
    ['v1.2 of it', null],
  ])('of %s is %s', (name, expected) => {
    expect(extensionOf(name)).toBe(expected)
  })
})
