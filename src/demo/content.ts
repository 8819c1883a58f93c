import type { Image, TextFile, UserTurn } from './conversation.ts'
import { ApiError } from '../http/errors.ts'

const FENCE = /^(?<fence>`{3,}|~{3,})(?<info>[^\n]*)\n(?<body>[\s\S]*?)\n?^\k<fence>[ \t]*$/gmu
const NAME_IN_FENCE = /[\p{L}\p{N}_][\p{L}\p{N}_.()@+-]*\.[A-Za-z][A-Za-z0-9]{0,9}\b/u
/** `notes.md:`, `**my notes.md**`, `File: Makefile`; alone in its line. */
const NAME_ALONE =
  /^(?:(?:file|attachment|文件|附件)\s*[:：]\s*(?<labelled>[^`*]+?)|[`*#\s]*(?<bare>[^`*\n:：]{1,120}\.[A-Za-z][A-Za-z0-9]{0,9}|Makefile|Dockerfile|LICENSE|README))[`*\s:：]*$/iu

/** A user's turn from its texts, image addresses and attached text files. */
export function userTurn(texts: string[], imageURLs: string[], attached: TextFile[] = []): UserTurn {
  const { text, files } = takeFiles(texts.join('\n\n'))
  return { role: 'user', text, images: imageURLs.map(readImage), files: [...attached, ...files] }
}

/**
 * Splits off the fenced blocks that carry a file's name in their info string or in the line above.
 * Other fenced blocks are part of the question and stay.
 */
export function takeFiles(message: string): { text: string; files: TextFile[] } {
  const files: TextFile[] = []
  const kept: string[] = []
  let end = 0
  for (const match of message.matchAll(FENCE)) {
    const before = message.slice(end, match.index).trimEnd()
    const lineAbove = before.split('\n').at(-1) ?? ''
    const nameAbove = nameIn(lineAbove)
    const name = nameAbove ?? NAME_IN_FENCE.exec(match.groups?.['info'] ?? '')?.[0]
    if (name === undefined) continue
    files.push({ name, text: match.groups?.['body'] ?? '' })
    kept.push(nameAbove === undefined ? before : before.slice(0, before.length - lineAbove.length))
    end = match.index + match[0].length
  }
  return { text: [...kept, message.slice(end)].join('\n').trim(), files }
}

function nameIn(line: string): string | undefined {
  const groups = NAME_ALONE.exec(line)?.groups
  return groups?.['labelled'] ?? groups?.['bare']
}

function readImage(url: string): Image {
  const match = /^data:(?<type>[^;,]*)(?<base64>;base64)?,(?<data>.*)$/s.exec(url)
  if (match === null) return { mediaType: null, bytes: 0 }
  const data = match.groups?.['data'] ?? ''
  const padding = /=*$/.exec(data)?.[0].length ?? 0
  const isBase64 = match.groups?.['base64'] !== undefined
  const bytes = isBase64 ? Math.floor((data.length * 3) / 4) - padding : data.length
  return { mediaType: match.groups?.['type'] ?? null, bytes }
}

/**
 * The text of a file part whose bytes came as a data URL or as bare base64.
 * @throws ApiError 400 for what is not base64 of UTF-8 text: the script reads nothing else.
 */
export function decodeFile(encoded: string, param: string): string {
  const base64 = encoded.slice(encoded.indexOf(',') + 1)
  try {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ApiError(400, `The offline demo reads UTF-8 text files only. (${reason})`, { param })
  }
}
