import { extensionOf, isOfGroup, type NamedFile } from './fileFormats.ts'

/** How a file is shown; `unknown`: as a text if it is one. */
export type PreviewKind = 'image' | 'pdf' | 'docx' | 'csv' | 'markdown' | 'text' | 'binary' | 'unknown'

const KINDS: Readonly<Record<string, PreviewKind>> = {
  pdf: 'pdf',
  docx: 'docx',
  csv: 'csv',
  tsv: 'csv',
  md: 'markdown',
  markdown: 'markdown',
  doc: 'binary',
  epub: 'binary',
  pptx: 'binary',
  xlsx: 'binary',
  pkl: 'binary',
  tar: 'binary',
  zip: 'binary',
}

/** How a file is shown, by its name; where the name says nothing, by its media type. */
export function previewKindOf(file: NamedFile): PreviewKind {
  const extension = extensionOf(file.name)
  if (isOfGroup(file, 'image')) return 'image'
  if (extension === null && file.type.startsWith('application/pdf')) return 'pdf'
  const known = extension !== null && Object.hasOwn(KINDS, extension) ? KINDS[extension] : undefined
  return known ?? (isOfGroup(file, 'text') ? 'text' : 'unknown')
}

/** Whether a passage of a file cannot be found in what is shown of it, or not as it reads. */
export function hidesItsText(file: NamedFile): boolean {
  const extension = extensionOf(file.name)
  return previewKindOf(file) === 'binary' || extension === 'html' || extension === 'htm'
}
