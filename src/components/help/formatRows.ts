import { extensionsTaken, type FileUse } from '@/domain/fileChecks.ts'
import { extensionsOf, mediaTypesOf } from '@/domain/fileFormats.ts'
import { OPENAI_CODE_ONLY, OPENAI_SEARCHABLE } from '@/facts/fileFormats.ts'

/** What a format may be taken for; evals and user data take any. */
export const FORMAT_USES = ['file_search', 'code_interpreter', 'vision', 'batch'] as const satisfies FileUse[]
type FormatUse = (typeof FORMAT_USES)[number]

export interface FormatRow {
  extension: string
  types: readonly string[]
  /** Whether the API takes it, or this browser's own server alone; `null`: neither. */
  uses: Record<FormatUse, 'api' | 'here' | null>
}

const OFFICIAL: Record<FormatUse, (extension: string) => boolean> = {
  file_search: (extension) => OPENAI_SEARCHABLE.includes(extension),
  code_interpreter: (extension) =>
    OPENAI_SEARCHABLE.includes(extension) || OPENAI_CODE_ONLY.includes(extension),
  vision: () => true,
  batch: () => true,
}

/** Every format that is known, by its extension. */
export const FORMAT_ROWS: readonly FormatRow[] = extensionsOf('known')
  .toSorted()
  .map((extension) => ({
    extension,
    types: mediaTypesOf(extension),
    uses: {
      file_search: useOf('file_search', extension),
      code_interpreter: useOf('code_interpreter', extension),
      vision: useOf('vision', extension),
      batch: useOf('batch', extension),
    },
  }))

function useOf(use: FormatUse, extension: string): 'api' | 'here' | null {
  if (extensionsTaken(use)?.includes(extension) !== true) return null
  return OFFICIAL[use](extension) ? 'api' : 'here'
}
