/** A format by the extension of a file's name: its media types, of which the first is what we send. */
type Formats = Readonly<Record<string, readonly [string, ...string[]]>>

const LINES: Formats = {
  jsonl: ['application/jsonl', 'application/x-ndjson', 'application/x-jsonlines', 'application/jsonlines'],
}

const TABLE_TEXTS: Formats = {
  csv: ['text/csv', 'application/csv'],
  tsv: ['text/tab-separated-values'],
}

const TABLES: Formats = {
  ...TABLE_TEXTS,
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
}

const TEXTS: Formats = {
  ...LINES,
  ...TABLE_TEXTS,
  c: ['text/x-c'],
  cpp: ['text/x-c++'],
  cs: ['text/x-csharp'],
  css: ['text/css'],
  go: ['text/x-golang'],
  h: ['text/x-c'],
  hpp: ['text/x-c++'],
  htm: ['text/html'],
  html: ['text/html'],
  ini: ['text/plain'],
  java: ['text/x-java'],
  js: ['text/javascript'],
  json: ['application/json'],
  jsx: ['text/javascript'],
  kt: ['text/x-kotlin'],
  log: ['text/plain'],
  lua: ['text/x-lua'],
  markdown: ['text/markdown'],
  md: ['text/markdown'],
  php: ['text/x-php'],
  py: ['text/x-python', 'text/x-script.python'],
  rb: ['text/x-ruby'],
  rs: ['text/x-rust'],
  rst: ['text/x-rst'],
  scala: ['text/x-scala'],
  sh: ['application/x-sh'],
  sql: ['application/sql'],
  swift: ['text/x-swift'],
  tex: ['text/x-tex'],
  toml: ['application/toml'],
  ts: ['application/typescript'],
  tsx: ['application/typescript'],
  txt: ['text/plain'],
  vue: ['text/plain'],
  xml: ['application/xml', 'text/xml'],
  yaml: ['application/yaml'],
  yml: ['application/yaml'],
}

const SEARCHABLE: Formats = {
  ...TEXTS,
  ...TABLES,
  doc: ['application/msword'],
  docx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  epub: ['application/epub+zip'],
  pdf: ['application/pdf'],
  pptx: ['application/vnd.openxmlformats-officedocument.presentationml.presentation'],
}

/** What code interpreter takes and file search does not. */
const CODE_ONLY: Formats = {
  gif: ['image/gif'],
  jpeg: ['image/jpeg'],
  jpg: ['image/jpeg'],
  pkl: ['application/octet-stream'],
  png: ['image/png'],
  tar: ['application/x-tar'],
  zip: ['application/zip'],
}

const IMAGES: Formats = {
  gif: ['image/gif'],
  jpeg: ['image/jpeg'],
  jpg: ['image/jpeg'],
  png: ['image/png'],
  webp: ['image/webp'],
}

const FORMATS = {
  searchable: SEARCHABLE,
  table: TABLES,
  code: { ...SEARCHABLE, ...CODE_ONLY },
  image: IMAGES,
  assistant: { ...SEARCHABLE, ...CODE_ONLY, ...IMAGES },
  lines: LINES,
  text: TEXTS,
  known: { ...SEARCHABLE, ...CODE_ONLY, ...IMAGES },
} satisfies Record<string, Formats>

/**
 * Formats that are taken, or treated, alike. `searchable` and `code` are what file search and code interpreter take in the
 * browser: all that OpenAI's do, and more, which an endpoint refuses by itself. `assistant` is these and the images of
 * messages.
 */
export type FormatGroup = keyof typeof FORMATS

/** What a file says of itself: its name, and its media type, which is empty where it is not known. */
export interface NamedFile {
  name: string
  type: string
}

/** The extensions of a group, without dots, in lower case. */
export function extensionsOf(group: FormatGroup): readonly string[] {
  return Object.keys(FORMATS[group])
}

/** Whether a file is of a group: by its extension or, where its name has none, by its type. */
export function isOfGroup(file: NamedFile, group: FormatGroup): boolean {
  const formats: Formats = FORMATS[group]
  const extension = extensionOf(file.name)
  if (extension !== null) return Object.hasOwn(formats, extension)
  return Object.values(formats).some((types) => types.includes(bareType(file.type)))
}

/** `pdf` of `Report.PDF`; null where there is none. */
export function extensionOf(name: string): string | null {
  return /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? null
}

/** The media type that servers know a file by: browsers have none for Markdown and code, and call TypeScript a video. */
export function mediaTypeOf(file: NamedFile): string {
  const extension = extensionOf(file.name)
  const formats: Formats = FORMATS.known
  const known = extension !== null && Object.hasOwn(formats, extension) ? formats[extension]?.[0] : undefined
  return known ?? (file.type === '' ? 'application/octet-stream' : file.type)
}

/** Without parameters, such as `; charset=utf-8`. */
function bareType(type: string): string {
  return type.split(';')[0]?.trim().toLowerCase() ?? ''
}
