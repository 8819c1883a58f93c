import { expect, it } from 'vitest'
import { bytesOfTokens, countTokens } from '@/tokens/tokenizer.ts'

// Node has no Worker of the web's kind: this is the way of a page that cannot have one.
const never = new AbortController().signal

it('counts in the page where there is no worker', async () => {
  const { ids } = await countTokens('hello <|endoftext|> 世界', 'cl100k_base', { signal: never })
  const bytes = await bytesOfTokens(ids, 'cl100k_base')
  expect(new TextDecoder().decode(Uint8Array.from(bytes.flatMap((part) => [...part])))).toBe(
    'hello <|endoftext|> 世界',
  )
})

it('stops when it is no longer wanted', async () => {
  const controller = new AbortController()
  const counting = countTokens('Lorem ipsum dolor sit amet. '.repeat(200_000), 'o200k_base', {
    signal: controller.signal,
    onProgress: () => controller.abort(),
  })
  await expect(counting).rejects.toMatchObject({ name: 'AbortError' })
})

it('keeps counts apart that run side by side', async () => {
  const counts = await Promise.all([
    countTokens('one two three', 'o200k_base', { signal: never }),
    countTokens('one', 'cl100k_base', { signal: never }),
  ])
  expect(counts.map(({ ids }) => ids.length)).toEqual([3, 1])
})
