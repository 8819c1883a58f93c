import * as v from 'valibot'
import type { MessageCreateParams } from './api.ts'
import { isOfGroup, type NamedFile } from './fileFormats.ts'

const toolSchema = v.picklist(['file_search', 'code_interpreter'])
const draftSchema = v.object({
  text: v.string(),
  role: v.picklist(['user', 'assistant']),
  attachments: v.array(v.object({ fileId: v.string(), name: v.string(), tools: v.array(toolSchema) })),
  images: v.array(
    v.variant('kind', [
      v.object({ kind: v.literal('file'), fileId: v.string(), name: v.string() }),
      v.object({ kind: v.literal('url'), url: v.string() }),
    ]),
  ),
})

/** A message that is typed and not sent yet; its files are uploaded already. */
export type MessageDraft = v.InferOutput<typeof draftSchema>
export type DraftAttachment = MessageDraft['attachments'][number]
export type AttachmentTool = v.InferOutput<typeof toolSchema>

export const ATTACHMENT_TOOLS: readonly AttachmentTool[] = toolSchema.options

export const EMPTY_MESSAGE: MessageDraft = { text: '', role: 'user', attachments: [], images: [] }

/** A draft that was kept, or an empty one where it is not one. */
export function readMessageDraft(kept: unknown): MessageDraft {
  const parsed = v.safeParse(draftSchema, kept)
  return parsed.success ? parsed.output : EMPTY_MESSAGE
}

/** Whether there is nothing to send. Files alone are no message. */
export function hasContent({ text, images }: MessageDraft): boolean {
  return text.trim() !== '' || images.length > 0
}

export function isEmptyMessage(draft: MessageDraft): boolean {
  return !hasContent(draft) && draft.attachments.length === 0
}

/** The draft as the API takes it. */
export function messageParamsOf({ text, role, attachments, images }: MessageDraft): MessageCreateParams {
  const pictures = images.map((image) =>
    image.kind === 'file'
      ? { type: 'image_file' as const, image_file: { file_id: image.fileId } }
      : { type: 'image_url' as const, image_url: { url: image.url } },
  )
  const words = text.trim() === '' ? [] : [{ type: 'text' as const, text }]
  const files = attachments.map(({ fileId, tools }) => ({
    file_id: fileId,
    tools: tools.map((type) => ({ type })),
  }))
  return {
    role,
    content: pictures.length === 0 ? text : [...words, ...pictures],
    ...(files.length > 0 && { attachments: files }),
  }
}

/** The tools that are best with a file, as its name tells: tables are computed with, texts are searched. */
export function toolsFor(file: NamedFile): AttachmentTool[] {
  if (isOfGroup(file, 'table')) return ['code_interpreter']
  if (isOfGroup(file, 'searchable')) return ['file_search']
  return isOfGroup(file, 'code') ? ['code_interpreter'] : []
}
