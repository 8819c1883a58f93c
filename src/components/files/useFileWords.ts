import { useI18n } from 'vue-i18n'
import { extensionsTaken, type FileProblem, type FileUse, maxBytesOf } from '@/domain/fileChecks.ts'
import { BATCH_FILE_DAYS } from '@/facts/limits.ts'
import { useFormat } from '@/i18n/format.ts'

const TAKES = {
  assistants: 'files.takes.assistants',
  file_search: 'files.takes.file_search',
  code_interpreter: 'files.takes.code_interpreter',
  vision: 'files.takes.vision',
  batch: 'files.takes.batch',
  'fine-tune': 'files.takes.fine_tune',
  user_data: 'files.takes.user_data',
  evals: 'files.takes.evals',
} as const satisfies Record<FileUse, string>

export interface FileWords {
  /** What a purpose, or a tool, takes. */
  takes: (use: FileUse) => string
  /** Why a file cannot be uploaded. */
  problem: (problem: FileProblem) => string
}

function dotted(extensions: readonly string[]): string {
  return extensions.map((extension) => `.${extension}`).join(' ')
}

/** What there is to say of files before they are uploaded. */
export function useFileWords(): FileWords {
  const { t } = useI18n()
  const format = useFormat()
  return {
    takes: (use) =>
      t(TAKES[use], {
        formats: dotted(extensionsTaken(use) ?? []),
        max: format.number(maxBytesOf(use) / 1024 ** 2),
        days: BATCH_FILE_DAYS,
      }),
    problem(problem) {
      switch (problem.code) {
        case 'empty':
          return t('files.problem.empty')
        case 'too-large':
          return t('files.problem.too_large', { max: format.number(problem.maxBytes / 1024 ** 2) })
        case 'unsupported-type': {
          const taken = dotted(problem.extensions)
          return problem.extension === null
            ? t('files.problem.no_extension', { taken })
            : t('files.problem.unsupported_type', { extension: `.${problem.extension}`, taken })
        }
        case 'unsupported-encoding':
          return t('files.problem.unsupported_encoding')
      }
    },
  }
}
