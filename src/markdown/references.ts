import type { Row, TreeNode } from './block/nodes.ts'
import type { Definition, Target } from './inline/destination.ts'
import { footnoteKey } from './block/openers.ts'
import type { References } from './inline/readInlines.ts'

type Asker = Extract<TreeNode, { kind: 'paragraph' | 'heading' }> | Row

/** What has been made of a leaf, and of all that it is in, must be made anew. */
function forget(leaf: Asker): void {
  leaf.memo.texts = []
  leaf.memo.isClean = false
  for (let node: TreeNode = leaf; node.parent !== null; node = node.parent) {
    node.parent.memo.isClean = false
    node.parent.memo.stable = Math.min(node.parent.memo.stable, Math.max(node.index, 0))
  }
}

const isSame = (one: Target | undefined, other: Target | undefined): boolean =>
  one?.href === other?.href && one?.title === other?.title

/** The definitions of a document, and who asked for those that have not come for good. */
export class ReferenceBook {
  /** Changes with every definition that does. */
  version = 0
  private readonly known = new Map<string, Target>()
  private readonly added = new Set<string>()
  private provisional = new Map<string, Target>()
  private shown = new Map<string, Target>()
  private isGrowing = false
  private readonly askers = new Map<string, Set<Asker>>()

  /** Of a name defined twice, the first in the document holds (CommonMark 4.7). */
  readonly define = ({ key, href, title }: Definition): void => {
    if (this.known.has(key)) return
    this.known.set(key, { href, title })
    this.added.add(key)
  }

  /**
   * For definitions that may yet be others; those of before are forgotten.
   * @param isGrowing more definitions may come: who asks in vain is told so, and asks again at the end
   */
  readonly startProvisional = (isGrowing: boolean): ((definition: Definition) => void) => {
    if (isGrowing !== this.isGrowing) {
      this.isGrowing = isGrowing
      this.version += 1
      for (const leaves of this.askers.values()) for (const leaf of leaves) forget(leaf)
      this.askers.clear()
    }
    const provisional = new Map<string, Target>()
    this.provisional = provisional
    return ({ key, href, title }) => {
      if (!this.known.has(key) && !provisional.has(key)) provisional.set(key, { href, title })
    }
  }

  /** Has every leaf read again that asked for what has changed since the last time. */
  settle(): void {
    for (const key of new Set([...this.added, ...this.shown.keys(), ...this.provisional.keys()])) {
      const before = this.added.has(key) ? this.shown.get(key) : (this.known.get(key) ?? this.shown.get(key))
      if (!isSame(before, this.known.get(key) ?? this.provisional.get(key))) {
        this.version += 1
        for (const leaf of this.askers.get(key) ?? []) forget(leaf)
        this.askers.delete(key)
      }
      if (this.known.has(key)) this.askers.delete(key)
    }
    this.added.clear()
    this.shown = this.provisional
  }

  /** What is defined, for a leaf: one that is finished will hear of what comes later. */
  for(leaf: Asker): References {
    const get = (key: string): Target | undefined => {
      const known = this.known.get(key)
      if (known !== undefined) return known
      if (leaf.isFinal) {
        const asking = this.askers.get(key)
        if (asking === undefined) this.askers.set(key, new Set([leaf]))
        else asking.add(leaf)
      }
      return this.provisional.get(key)
    }
    const { isGrowing } = this
    return { link: get, hasFootnote: (label) => get(footnoteKey(label)) !== undefined, isGrowing }
  }
}
