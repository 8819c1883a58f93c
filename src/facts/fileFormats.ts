/** A format by the extension of a file's name: its media types, of which the first is what we send. */
export type Formats = Readonly<Record<string, readonly [string, ...string[]]>>

export const LINES: Formats = {
  jsonl: ['application/jsonl', 'application/x-ndjson', 'application/x-jsonlines', 'application/jsonlines'],
}

const TABLE_TEXTS: Formats = {
  csv: ['text/csv', 'application/csv'],
  tsv: ['text/tab-separated-values'],
}

export const TABLES: Formats = {
  ...TABLE_TEXTS,
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
}

export const TEXTS: Formats = {
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

export const SEARCHABLE: Formats = {
  ...TEXTS,
  ...TABLES,
  doc: ['application/msword'],
  docx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  epub: ['application/epub+zip'],
  pdf: ['application/pdf'],
  pptx: ['application/vnd.openxmlformats-officedocument.presentationml.presentation'],
}

/** What code interpreter takes and file search does not. */
export const CODE_ONLY: Formats = {
  gif: ['image/gif'],
  jpeg: ['image/jpeg'],
  jpg: ['image/jpeg'],
  pkl: ['application/octet-stream'],
  png: ['image/png'],
  tar: ['application/x-tar'],
  zip: ['application/zip'],
}

export const IMAGES: Formats = {
  gif: ['image/gif'],
  jpeg: ['image/jpeg'],
  jpg: ['image/jpeg'],
  png: ['image/png'],
  webp: ['image/webp'],
}

/** What file search takes at OpenAI, of what it takes here. Source: its guide of file search. */
export const OPENAI_SEARCHABLE: readonly string[] = [
  ...['c', 'cpp', 'cs', 'css', 'doc', 'docx', 'go', 'html', 'java', 'js', 'json', 'md', 'pdf', 'php', 'pptx'],
  ...['py', 'rb', 'sh', 'tex', 'ts', 'txt'],
]

/** What code interpreter takes at OpenAI besides. Source: its guide of code interpreter. */
export const OPENAI_CODE_ONLY: readonly string[] = [
  ...['csv', 'gif', 'jpeg', 'jpg', 'pkl', 'png', 'tar', 'xlsx', 'xml', 'zip'],
]
