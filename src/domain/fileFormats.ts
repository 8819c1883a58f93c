import { IMAGES, CODE_ONLY, type Formats, LINES, SEARCHABLE, TABLES, TEXTS } from '../facts/fileFormats.ts'

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

/** The media types of a known extension, the first of which is sent. */
export function mediaTypesOf(extension: string): readonly string[] {
  const formats: Formats = FORMATS.known
  return Object.hasOwn(formats, extension) ? (formats[extension] ?? []) : []
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
  const [known] = extension === null ? [] : mediaTypesOf(extension)
  return known ?? (file.type === '' ? 'application/octet-stream' : file.type)
}

/** Without parameters, such as `; charset=utf-8`. */
function bareType(type: string): string {
  return type.split(';')[0]?.trim().toLowerCase() ?? ''
}
