/** The headings that a place in a document stands under. */
export interface HeadingPath {
  /** The outermost first. A new array after each change, so that blocks may keep it. */
  readonly current: readonly string[]
  /** A heading begins. `level` is 1 for the outermost; those of its own level and deeper end. */
  enter: (level: number, text: string) => void
}

export function createHeadingPath(): HeadingPath {
  let open: { level: number; text: string }[] = []
  let current: readonly string[] = []
  return {
    get current() {
      return current
    },
    enter(level, text) {
      open = [...open.filter((heading) => heading.level < level), { level, text }]
      current = open.map((heading) => heading.text)
    },
  }
}
