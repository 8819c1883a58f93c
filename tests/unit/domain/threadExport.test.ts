import { expect, it } from 'vitest'
import { threadMarkdown } from '@/domain/threadExport.ts'
import { messageOf, textPart } from '../../support/threadObjects.ts'

it('writes a thread as Markdown, with its files and images and what is missing', () => {
  const messages = [
    messageOf('completed', {
      role: 'user',
      assistant_id: null,
      created_at: 0,
      content: [textPart('See:'), { type: 'image_url', image_url: { url: 'https://x.y/z.png' } }],
      attachments: [{ file_id: 'file-1', tools: [] }],
    }),
    messageOf('incomplete', {
      assistant_id: 'asst_1',
      created_at: 60,
      content: [textPart('Half an')],
      incomplete_details: { reason: 'max_tokens' },
    }),
  ]
  expect(threadMarkdown('A clause', messages)).toBe(`# A clause

## You · 1970-01-01 00:00 UTC

- Attachment: file-1

See:

![](https://x.y/z.png)

## Assistant (asst_1) · 1970-01-01 00:01 UTC

Half an

*(incomplete: max_tokens)*
`)
})
