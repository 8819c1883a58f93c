import { shallowRef, type ShallowRef } from 'vue'

/** @throws Error with what is wrong, when the TeX is */
export type TypesetMath = (tex: string, into: HTMLElement, isDisplay: boolean) => void

/** The typesetter once it has arrived; fetched when the first formula is shown. */
export const typesetMath: ShallowRef<TypesetMath | null> = shallowRef(null)

const DEFINITION = /\\(?:[gex]?def|(?:re)?newcommand|providecommand)\b/
/** So many characters may macros that a formula defines itself make of it. */
const MAX_EXPANDED = 100_000

/** Fetches the typesetter; once it is there, does nothing. */
export async function loadMath(): Promise<void> {
  if (typesetMath.value !== null) return
  const [{ default: temml }] = await Promise.all([import('temml'), import('temml/dist/Temml-Local.css')])
  typesetMath.value = (tex, into, displayMode) => {
    const maxExpand = DEFINITION.test(tex) ? Math.min(1_000, MAX_EXPANDED / tex.length) : 1_000
    temml.render(tex, into, { displayMode, throwOnError: true, maxSize: [25, 50], maxExpand })
  }
}
