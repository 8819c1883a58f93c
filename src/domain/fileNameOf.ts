/** A file's name from a title, without what file systems refuse. */
export function fileNameOf(title: string, extension: string): string {
  const name = title.replace(/[\p{Cc}/\\:*?"<>|]+/gu, ' ').trim()
  return `${name.slice(0, 80)}.${extension}`
}
