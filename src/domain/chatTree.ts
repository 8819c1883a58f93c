import type { ChatMessage } from './chat.ts'

/**
 * The messages of one chat with what is needed to walk them. Its maps are changed in place: a chat of ten thousand
 * messages must not be copied for each piece of a streamed reply.
 */
export interface ChatTree {
  messages: Map<string, ChatMessage>
  /** Ids by parent, oldest first; roots (and messages whose parent is gone) under `null`. */
  children: Map<string | null, string[]>
}

export function createTree(messages: Iterable<ChatMessage> = []): ChatTree {
  const tree: ChatTree = { messages: new Map(), children: new Map() }
  for (const message of messages) tree.messages.set(message.id, message)
  const inOrder = [...tree.messages.values()].sort((a, b) => a.createdAt - b.createdAt)
  for (const message of inOrder) addChild(tree, message)
  return tree
}

/** Adds a message, or replaces the one with its id (whose parent stays). */
export function putMessage(tree: ChatTree, message: ChatMessage): void {
  const isNew = !tree.messages.has(message.id)
  tree.messages.set(message.id, message)
  if (isNew) addChild(tree, message)
}

/** Takes messages out; give whole subtrees. */
export function dropMessages(tree: ChatTree, ids: readonly string[]): void {
  const dropped = new Set(ids)
  const parents = new Set<string | null>()
  for (const id of ids) {
    const message = tree.messages.get(id)
    if (message !== undefined) parents.add(parentKey(tree, message))
  }
  for (const parent of parents) {
    const left = (tree.children.get(parent) ?? []).filter((id) => !dropped.has(id))
    if (left.length > 0) tree.children.set(parent, left)
    else tree.children.delete(parent)
  }
  for (const id of ids) {
    tree.messages.delete(id)
    tree.children.delete(id)
  }
}

/** From the root to `leafId`; empty when there is no such message. */
export function pathTo(tree: ChatTree, leafId: string | null): ChatMessage[] {
  const path: ChatMessage[] = []
  // A damaged tree could lead in a circle.
  const seen = new Set<string>()
  let message = leafId === null ? undefined : tree.messages.get(leafId)
  while (message !== undefined && !seen.has(message.id)) {
    seen.add(message.id)
    path.push(message)
    message = message.parentId === null ? undefined : tree.messages.get(message.parentId)
  }
  return path.reverse()
}

/** The leaf to show: `leafId`, or the newest one when that message is not there (yet). */
export function shownLeaf(tree: ChatTree, leafId: string | null): string | null {
  if (leafId === null || tree.messages.has(leafId)) return leafId
  let latest: ChatMessage | null = null
  for (const message of tree.messages.values()) {
    if (!tree.children.has(message.id) && message.createdAt >= (latest?.createdAt ?? 0)) latest = message
  }
  return latest?.id ?? null
}

/** The messages with the same parent, itself included, oldest first. */
export function siblingsOf(tree: ChatTree, id: string): readonly string[] {
  const message = tree.messages.get(id)
  return message === undefined ? [] : (tree.children.get(parentKey(tree, message)) ?? [])
}

/** A message and all that follows from it, parents before children. */
export function subtreeOf(tree: ChatTree, id: string): string[] {
  if (!tree.messages.has(id)) return []
  const ids = new Set([id])
  // A set's iteration takes in what is added on the way.
  for (const parent of ids) for (const child of tree.children.get(parent) ?? []) ids.add(child)
  return [...ids]
}

/** The newest message without an answer among `id` and its descendants. */
export function latestLeaf(tree: ChatTree, id: string): string {
  let latest: ChatMessage | undefined
  for (const candidate of subtreeOf(tree, id)) {
    const message = tree.messages.get(candidate)
    if (message === undefined || tree.children.has(candidate)) continue
    if (latest === undefined || message.createdAt >= latest.createdAt) latest = message
  }
  return latest?.id ?? id
}

/**
 * Which leaf to show once the subtree of `removedId` is gone: the one shown now if it stays, else the nearest
 * sibling's branch, else the parent.
 */
export function leafWithout(tree: ChatTree, removedId: string, leafId: string | null): string | null {
  const removed = tree.messages.get(removedId)
  if (removed === undefined || !pathTo(tree, leafId).some((message) => message.id === removedId))
    return leafId
  const siblings = siblingsOf(tree, removedId)
  const index = siblings.indexOf(removedId)
  const neighbor = siblings[index - 1] ?? siblings[index + 1]
  return neighbor === undefined ? parentKey(tree, removed) : latestLeaf(tree, neighbor)
}

function parentKey(tree: ChatTree, { parentId }: ChatMessage): string | null {
  return parentId !== null && tree.messages.has(parentId) ? parentId : null
}

function addChild(tree: ChatTree, message: ChatMessage): void {
  const key = parentKey(tree, message)
  const siblings = tree.children.get(key)
  if (siblings === undefined) {
    tree.children.set(key, [message.id])
    return
  }
  let index = siblings.length
  while (index > 0 && createdAt(tree, siblings[index - 1]) > message.createdAt) index -= 1
  tree.children.set(key, siblings.toSpliced(index, 0, message.id))
}

function createdAt(tree: ChatTree, id: string | undefined): number {
  return id === undefined ? 0 : (tree.messages.get(id)?.createdAt ?? 0)
}
