import { describe, expect, it } from 'vitest'
import { cleanHost } from '@/domain/hostName.ts'

describe('cleanHost', () => {
  it.each([
    ['cdn.jsdelivr.net', 'cdn.jsdelivr.net'],
    [' HTTPS://CDN.jsdelivr.net/pyodide/v314/full/ ', 'cdn.jsdelivr.net'],
    ['example.org:8443/a?b', 'example.org:8443'],
    ['example.org:443', 'example.org'],
    ['localhost:8080', 'localhost:8080'],
    ['例子.中国', 'xn--fsqu00a.xn--fiqs8s'],
  ])('takes the host of %s', (text, host) => expect(cleanHost(text)).toBe(host))

  it.each(['', '  ', 'one two.org', 'ftp://example.org', 'intranet', '*', 'https://', 'exa mple.org'])(
    'finds none in "%s"',
    (text) => expect(cleanHost(text)).toBeNull(),
  )
})
