/** A piece of a program that stands among values as it is. */
export class Raw {
  readonly code: string
  constructor(code: string) {
    this.code = code
  }
}

/** How a language writes values. */
interface Notation {
  text: (value: string) => string
  name: (name: string) => string
  words: { true: string; false: string; null: string }
  /** Between the brackets of an object on one line. */
  space: string
}

/** Longer ones are laid out on several lines. */
const WIDTH = 76

const JAVASCRIPT: Notation = {
  text: javascriptText,
  name: (name) => {
    // Written like the others, it would set the prototype.
    if (name === '__proto__') return `['__proto__']`
    return /^[A-Za-z_$][\w$]*$/u.test(name) ? name : javascriptText(name)
  },
  words: { true: 'true', false: 'false', null: 'null' },
  space: ' ',
}

const PYTHON: Notation = {
  text: pythonText,
  name: pythonText,
  words: { true: 'True', false: 'False', null: 'None' },
  space: '',
}

/** A value as JavaScript writes it. */
export function javascriptOf(value: unknown, indent = ''): string {
  return literal(value, indent, { ...JAVASCRIPT, step: '  ' })
}

/** A value as Python writes it. */
export function pythonOf(value: unknown, indent = ''): string {
  return literal(value, indent, { ...PYTHON, step: '    ' })
}

/** In quotes from which a POSIX shell takes nothing. */
export function shellText(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** JSON's escapes are JavaScript's. */
function javascriptText(text: string): string {
  const json = JSON.stringify(text)
  if (text.includes("'") && !text.includes('"')) return json
  const inner = json.slice(1, -1).replace(/\\.|'/gu, (part) => {
    if (part === '\\"') return '"'
    return part === "'" ? "\\'" : part
  })
  return `'${inner}'`
}

/** They are Python's as well; DEL and its like are legal in both. */
function pythonText(text: string): string {
  return JSON.stringify(text)
}

type Writing = Notation & { step: string }

function literal(value: unknown, indent: string, writing: Writing): string {
  if (value instanceof Raw) return value.code
  if (typeof value === 'string') return writing.text(value)
  if (typeof value === 'boolean') return writing.words[value ? 'true' : 'false']
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'number' ? JSON.stringify(value) : writing.words.null
  }
  const isList = Array.isArray(value)
  const items = (inner: string): string[] =>
    isList
      ? value.map((item: unknown) => literal(item, inner, writing))
      : Object.entries(value).map(
          ([name, item]: [string, unknown]) => `${writing.name(name)}: ${literal(item, inner, writing)}`,
        )
  const [open, close, space] = isList ? ['[', ']', ''] : ['{', '}', writing.space]
  const short = items('')
  if (short.length === 0) return open + close
  const line = `${open}${space}${short.join(', ')}${space}${close}`
  if (!line.includes('\n') && indent.length + line.length <= WIDTH) return line
  const inner = indent + writing.step
  return `${open}\n${items(inner)
    .map((item) => `${inner}${item},\n`)
    .join('')}${indent}${close}`
}
