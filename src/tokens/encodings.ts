export const ENCODINGS = ['o200k_base', 'o200k_harmony', 'cl100k_base'] as const

export type EncodingName = (typeof ENCODINGS)[number]

/** The encoding of a model, and whether that is known; where it is not, a count is an estimate. */
export interface ModelEncoding {
  encoding: EncodingName
  isKnown: boolean
}

/** Beginnings of model names, the longer before the shorter: `gpt-4o` is no `gpt-4`. */
const BEGINNINGS: readonly (readonly [RegExp, EncodingName])[] = [
  [/^gpt-oss\b/, 'o200k_harmony'],
  [/^(?:chat)?gpt-(?:4o|4\.1|4\.5|5|6)|^o[134]\b/, 'o200k_base'],
  [/^gpt-(?:4|3\.5|35)(?![.\d])|^text-embedding-(?:3|ada-002)/, 'cl100k_base'],
]

/** By which encoding a model counts. Routers put the maker before the name, and fine-tuned models `ft:`. */
export function encodingOfModel(model: string): ModelEncoding {
  const name = model
    .slice(model.lastIndexOf('/') + 1)
    .replace(/^ft:/, '')
    .toLowerCase()
  const encoding = BEGINNINGS.find(([beginning]) => beginning.test(name))?.[1]
  return { encoding: encoding ?? 'o200k_base', isKnown: encoding !== undefined }
}
