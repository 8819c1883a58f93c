import { createTokenizer, type Tokenizer } from './bytePairs.ts'
import type { EncodingName } from './encodings.ts'

let loaded: { encoding: EncodingName; tokenizer: Promise<Tokenizer> } | null = null

/** The tokenizer of an encoding, fetched when it is asked for. One is held at a time: a vocabulary takes tens of megabytes. */
export function loadEncoding(encoding: EncodingName): Promise<Tokenizer> {
  if (loaded?.encoding !== encoding) {
    const tokenizer = load(encoding)
    const entry = { encoding, tokenizer }
    loaded = entry
    // A chunk that could not be had is asked for again the next time.
    tokenizer.catch(() => {
      if (loaded === entry) loaded = null
    })
  }
  return loaded.tokenizer
}

async function load(encoding: EncodingName): Promise<Tokenizer> {
  const { CL100K_TOKEN_SPLIT_REGEX, O200K_TOKEN_SPLIT_REGEX } =
    await import('gpt-tokenizer/encodingParams/constants')
  switch (encoding) {
    case 'o200k_base':
    // The same vocabulary but for the special tokens, which a text has none of.
    case 'o200k_harmony': {
      const vocabulary = await import('gpt-tokenizer/bpeRanks/o200k_base')
      return createTokenizer(vocabulary.default, O200K_TOKEN_SPLIT_REGEX)
    }
    case 'cl100k_base': {
      const vocabulary = await import('gpt-tokenizer/bpeRanks/cl100k_base')
      return createTokenizer(vocabulary.default, CL100K_TOKEN_SPLIT_REGEX)
    }
  }
}
