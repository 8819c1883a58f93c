import { describe, expect, it } from 'vitest'
import { imageSource, linkAddress } from '@/markdown/addresses.ts'

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
