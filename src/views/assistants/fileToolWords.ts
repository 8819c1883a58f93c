import type { FileTool } from '@/domain/assistantFile.ts'

/** The keys of the names of the tools that read files. */
export const FILE_TOOL_WORDS = {
  code_interpreter: 'assistants.tools.code_interpreter',
  file_search: 'assistants.tools.file_search',
} as const satisfies Record<FileTool, string>
