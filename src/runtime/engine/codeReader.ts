import * as v from 'valibot'

/** The arguments begin as `{"code": "`. */
const HEAD = /^\s*\{\s*"code"\s*:\s*"/u
/** What can be read of a JSON string: an escape, its end, or plain characters. */
const TOKEN = /\\u[\da-f]{4}|\\[^u]|"|[^\\"]+/iuy

const argumentsSchema = v.looseObject({ code: v.string() })

/**
 * Reads a program out of the arguments of its call, `{"code": "…"}`, while a model writes them: takes a piece of them, and gives what
 * that adds to the program. Some models write the bare program instead, which is taken as well.
 */
export function createCodeReader(): (piece: string) => string {
  let state: 'head' | 'string' | 'bare' | 'over' = 'head'
  let held = ''
  return (piece) => {
    held += piece
    if (state === 'head') {
      const head = HEAD.exec(held)
      if (head !== null) {
        state = 'string'
        held = held.slice(head[0].length)
      } else if (/^\s*[^\s{]/u.test(held)) state = 'bare'
    }
    if (state === 'string') {
      const { text, rest, isOver } = readString(held)
      held = rest
      if (isOver) state = 'over'
      return text
    }
    if (state !== 'bare') return ''
    const code = held
    held = ''
    return code
  }
}

/** The program in whole arguments, as far as it can be read where they are broken. */
export function codeOf(args: string): string {
  try {
    const parsed = v.safeParse(argumentsSchema, JSON.parse(args))
    if (parsed.success) return parsed.output.code
  } catch {
    // No JSON: a bare program, or one that broke off.
  }
  return createCodeReader()(args)
}

/** The characters of a JSON string that may break off anywhere; `rest` is what is not whole yet. */
function readString(json: string): { text: string; rest: string; isOver: boolean } {
  let text = ''
  let at = 0
  for (;;) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(json)?.[0]
    if (token === undefined) return { text, rest: json.slice(at), isOver: false }
    if (token === '"') return { text, rest: '', isOver: true }
    text += token.startsWith('\\') ? unescaped(token) : token
    at += token.length
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

function unescaped(escape: string): string {
  const kind = escape.charAt(1)
  if (escape.length > 2) return String.fromCharCode(Number.parseInt(escape.slice(2), 16))
  return ESCAPES[kind] ?? kind
}
