import { describe, expect, it } from 'vitest'
import { textAround } from '@/components/files/textAround.ts'
import { PIECE_BYTES } from '@/domain/textEncoding.ts'

const filler = (bytes: number): string => 'An ordinary line of a log.\n'.repeat(Math.ceil(bytes / 27))

function utf16(text: string): Uint8Array<ArrayBuffer> {
  const units = new Uint16Array(text.length + 1)
  units[0] = 0xfeff
  for (let at = 0; at < text.length; at += 1) units[at + 1] = text.charCodeAt(at)
  return new Uint8Array(units.buffer)
}

describe('textAround', () => {
  it.each([
    ['far behind the beginning', 'The gate opens at six.', 2.4 * PIECE_BYTES],
    ['across two pieces that are read', 'The gate opens at six.', PIECE_BYTES - 37],
    ['in Chinese, across two pieces', '闸门早上六点开，晚上十点关。', PIECE_BYTES - 28],
  ])('finds a passage %s, with what stands around it', async (_, passage, at) => {
    const before = filler(at)
    const part = await textAround(new Blob([before, passage, `\n${filler(300_000)}`]), passage)
    expect(part).toContain(`An ordinary line of a log.\n${passage}\nAn ordinary line`)
    expect(part?.length).toBeLessThan(PIECE_BYTES)
  })

  it('finds a passage in UTF-16', async () => {
    const passage = '闸门早上六点开，晚上十点关。'
    const part = await textAround(new Blob([utf16(`${filler(PIECE_BYTES)}${passage}`)]), passage)
    expect(part?.endsWith(`log.\n${passage}`)).toBe(true)
  })

  it.each([
    ['other line ends', 'Opened at six.\r\nClosed at ten.', 'Opened at six.\nClosed at ten.'],
    ['a table', 'Trondheim,harbour,06:12', '| Trondheim | harbour | 06:12 |'],
  ])('finds a passage of a file with %s', async (_, written, passage) => {
    const part = await textAround(new Blob([filler(PIECE_BYTES), written]), passage)
    expect(part?.endsWith(`log.\n${written}`)).toBe(true)
  })

  it('tells where a file does not say a passage, or is no text', async () => {
    expect(await textAround(new Blob([filler(PIECE_BYTES)]), 'The gate opens at six.')).toBeNull()
    expect(await textAround(new Blob([new Uint8Array(PIECE_BYTES)]), 'The gate opens at six.')).toBeNull()
  })
})
