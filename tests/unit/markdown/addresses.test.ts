import { describe, expect, it } from 'vitest'
import { imageSource, linkAddress, markIndex } from '@/markdown/addresses.ts'

describe('linkAddress', () => {
  it.each(['https://x.y/z', 'HTTP://x.y', 'mailto:a@b.c'])('allows %s', (href) => {
    expect(linkAddress(href)).toBe(href)
  })
  it.each([
    'javascript:alert(1)',
    ' https://x.y',
    'data:text/html,x',
    'file:///etc',
    '//x.y',
    '#a',
    'https://',
  ])('refuses %j', (href) => {
    expect(linkAddress(href)).toBeNull()
  })
})

describe('markIndex', () => {
  it('is the number of a mark, and nothing for other addresses', () => {
    expect(markIndex('skein:12')).toBe(12)
    expect(['skein:', 'skein:-1', 'skein:x', 'https://x.y/1', '12'].map(markIndex)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
  })
})

describe('imageSource', () => {
  it('shows bytes at hand, asks for other hosts, refuses the rest', () => {
    expect(imageSource('data:image/png;base64,AA').type).toBe('local')
    expect(imageSource('blob:http://x/1').type).toBe('local')
    expect(imageSource('https://x.y:8/i.png')).toEqual({
      type: 'remote',
      url: 'https://x.y:8/i.png',
      host: 'x.y:8',
    })
    expect(imageSource('data:text/html,x').type).toBe('none')
    expect(imageSource('/i.png').type).toBe('none')
  })
})
