import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '@/domain/chat.ts'
import { toChatExport, toMarkdown, type ExportedChat } from '@/domain/chatExport.ts'
import { readChatFile, withNewIds } from '@/domain/chatImport.ts'
import { createTree, pathTo } from '@/domain/chatTree.ts'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import { assistantMessage, chatOf, userMessage } from '../../support/chatData.ts'

const CONVERSATIONS = readFileSync(
  new URL('../../fixtures/chatgpt-conversations.json', import.meta.url),
  'utf8',
)

/** A chat with something in every field. */
function fullChat(): ExportedChat {
  const chat = chatOf({
    leafId: 'reply_2',
    folder: 'Work',
    isPinned: true,
    parameters: {
      instructions: 'Be brief.',
      temperature: 0.2,
      stop: ['END'],
      extra_body: { top_k: 1 },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'n', schema: { type: 'object' }, strict: true },
      },
    },
  })
  const messages: ChatMessage[] = [
    userMessage({
      attachments: [
        {
          id: 'a1',
          kind: 'image',
          name: 'cat.png',
          mediaType: 'image/png',
          bytes: 3,
          dataURL: 'data:image/png;base64,AAAA',
        },
        { id: 'a2', kind: 'text', name: 'notes.txt', mediaType: 'text/plain', bytes: 5, text: 'notes' },
      ],
    }),
    assistantMessage({
      reasoning: 'Think.',
      toolCalls: [{ id: 't', name: 'look', arguments: '{"q":1}' }],
      usage: { promptTokens: 1, completionTokens: 2, totalTokens: 3, cachedTokens: null, reasoningTokens: 1 },
      timing: { startedAt: 1, firstTokenMs: 2, totalMs: 3 },
      raw: { request: { model: 'm' }, response: { id: 'r' } },
    }),
    assistantMessage({
      id: 'reply_2',
      createdAt: 1_700_000_000_000,
      status: 'failed',
      text: 'Half',
      refusal: 'No.',
      error: { kind: 'rate-limit', detail: 'Slow down', status: 429, retryAfterMs: 1000, requestId: 'req_1' },
    }),
  ]
  return { chat, messages }
}

function refusal(text: string): AppErrorData {
  try {
    readChatFile(text, 'demo')
  } catch (cause) {
    if (cause instanceof AppError) return cause.data
    throw cause
  }
  throw new Error('It was read.')
}

describe('our own export', () => {
  it('comes back as it was', () => {
    const chats = [fullChat(), { chat: chatOf({ id: 'chat_2' }), messages: [] }]
    expect(readChatFile(toChatExport(chats, new Date(0)), 'demo')).toEqual({ chats, unusable: 0 })
  })

  it('brings a reply that was arriving as an interrupted one', () => {
    const { chat, messages } = fullChat()
    const file = toChatExport(
      [{ chat, messages: [messages[0]!, assistantMessage({ id: 'reply_2', status: 'streaming' })] }],
      new Date(0),
    )
    expect(readChatFile(file, 'demo').chats[0]?.messages[1]).toMatchObject({ status: 'interrupted' })
  })

  it('is refused with the place where it is wrong', () => {
    const { chat, messages } = fullChat()
    const broken = JSON.stringify({
      format: 'skein-chats',
      version: 1,
      chats: [{ chat, messages: [{ ...messages[1], text: 1 }] }],
    })
    expect(refusal(broken)).toMatchObject({
      kind: 'invalid',
      detail: expect.stringContaining('chats.0.messages.0.text'),
    })
    expect(refusal('{"format":"skein-chats","version":99,"chats":[]}').detail).toContain('99')
  })

  it('is refused when its messages are no tree', () => {
    const { chat } = fullChat()
    const circle = [userMessage({ id: 'a', parentId: 'b' }), userMessage({ id: 'b', parentId: 'a' })]
    expect(refusal(toChatExport([{ chat, messages: circle }], new Date(0))).detail).toContain('circle')
    const twice = [userMessage(), userMessage()]
    expect(refusal(toChatExport([{ chat, messages: twice }], new Date(0))).detail).toContain('two messages')
  })

  it('is refused when a picture is an address', () => {
    const { chat } = fullChat()
    const messages = [
      userMessage({
        attachments: [
          {
            id: 'a',
            kind: 'image',
            name: 'x',
            mediaType: 'image/png',
            bytes: 1,
            dataURL: 'https://spy.invalid/x.png',
          },
        ],
      }),
    ]
    expect(refusal(toChatExport([{ chat, messages }], new Date(0))).detail).toContain('dataURL')
  })

  it('keeps its tree under new ids', () => {
    const original = fullChat()
    const copy = withNewIds(original)
    expect(copy.chat.id).not.toBe(original.chat.id)
    expect(copy.messages.every(({ chatId }) => chatId === copy.chat.id)).toBe(true)
    const path = pathTo(createTree(copy.messages), copy.chat.leafId)
    expect(path.map(({ text }) => text)).toEqual(['How do I sort?', 'Half'])
    const ids = new Set(original.messages.map(({ id }) => id))
    expect(copy.messages.some(({ id }) => ids.has(id))).toBe(false)
  })
})

describe('a file of another kind', () => {
  it.each([
    ['not JSON at all', '<html>', 'not JSON'],
    ['a number', '1', 'neither'],
    ['something else', '{"hello":1}', 'skein-chats'],
    ['a list of something else', '[{"hello":1}]', 'no conversation'],
  ])('is refused: %s', (_name, text, words) => {
    expect(refusal(text)).toMatchObject({ kind: 'invalid', detail: expect.stringContaining(words) })
  })
})

describe("ChatGPT's export", () => {
  const read = (): ExportedChat => readChatFile(CONVERSATIONS, 'demo').chats[0]!
  const shown = (): ChatMessage[] => pathTo(createTree(read().messages), read().chat.leafId)

  it('is read with its title, times and archive mark; a conversation without messages is counted', () => {
    expect(readChatFile(CONVERSATIONS, 'demo').unusable).toBe(1)
    expect(read().chat).toMatchObject({
      title: 'Sorting in Python 排序',
      titleSource: 'manual',
      createdAt: 1_748_736_000_125,
      updatedAt: 1_748_739_600_500,
      isArchived: true,
      isPinned: false,
      connectionId: 'demo',
      model: null,
    })
  })

  it('shows the branch that ChatGPT showed, without system and tool nodes', () => {
    expect(shown().map(({ role, text }) => [role, text])).toEqual([
      ['user', '[list.png]\n[image]\nHow do I sort this list?'],
      ['assistant', '```python\nprint(sorted([3, 1, 2]))\n```\n\nUse `sorted`.'],
      ['user', '谢谢！还有别的方法吗？'],
      ['assistant', '也可以用 `list.sort()`。'],
    ])
  })

  it('brings thoughts as reasoning, and the model and the end of each reply', () => {
    const [, first, , last] = shown()
    expect(first).toMatchObject({
      model: 'o3',
      reasoning: 'Reading the list\n\nThe picture shows numbers.',
      status: 'complete',
    })
    expect(last).toMatchObject({ model: 'gpt-4o', finishReason: 'length' })
  })

  it('keeps the other branches', () => {
    const other = read().messages.find(({ text }) => text.includes('heapq'))
    expect(other).toMatchObject({ status: 'stopped', parentId: shown()[0]?.id })
  })

  it('gives the same ids each time, and takes { conversations } and a single conversation too', () => {
    const list: unknown = JSON.parse(CONVERSATIONS)
    expect(readChatFile(JSON.stringify({ conversations: list }), 'demo')).toEqual(
      readChatFile(CONVERSATIONS, 'demo'),
    )
    const single = JSON.stringify(Array.isArray(list) ? list[0] : null)
    expect(readChatFile(single, 'demo').chats).toEqual(readChatFile(CONVERSATIONS, 'demo').chats)
  })
})

describe('Markdown', () => {
  it('has the title, who said what with which model and when, attachments by name, reasoning folded', () => {
    const { chat, messages } = fullChat()
    expect(toMarkdown(chat, messages)).toBe(`# Sorting

## Instructions

Be brief.

## You · 1970-01-01 00:00 UTC

- Attachment: cat.png (image/png, 3 bytes)
- Attachment: notes.txt (text/plain, 5 bytes)

How do I sort?

## Assistant (test-large) · 1970-01-01 00:00 UTC

<details>
<summary>Reasoning</summary>

Think.

</details>

Use \`sort\`.

Tool call \`look\`:

\`\`\`json
{"q":1}
\`\`\`

## Assistant (test-large) · 2023-11-14 22:13 UTC

Half

> No.

*(failed: Slow down)*
`)
  })
})
