import { isOfGroup, type NamedFile } from './fileFormats.ts'
import { type AttachmentTool, toolsFor } from './messageDraft.ts'

const GROUP_OF_TOOL = { file_search: 'searchable', code_interpreter: 'code' } as const

/**
 * The tools that shall read a file: the best for it, where the assistant has one of them; else those that the assistant has and that can;
 * where there are none, the best all the same, so that it can be seen which one is missing.
 */
export function attachmentTools(file: NamedFile, owned: readonly AttachmentTool[]): AttachmentTool[] {
  const best = toolsFor(file)
  if (best.some((tool) => owned.includes(tool))) return best.filter((tool) => owned.includes(tool))
  const able = owned.filter((tool) => isOfGroup(file, GROUP_OF_TOOL[tool]))
  return able.length > 0 ? able : best
}
