import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '@/domain/chat.ts'
import {
  createTree,
  dropMessages,
  latestLeaf,
  leafWithout,
  pathTo,
  putMessage,
  shownLeaf,
  siblingsOf,
  subtreeOf,
  type ChatTree,
} from '@/domain/chatTree.ts'
import { assistantMessage, userMessage } from '../../support/chatData.ts'

function message(id: string, parentId: string | null, createdAt: number): ChatMessage {
  return userMessage({ id, parentId, createdAt })
}

/** q1 → a1, a2; a1 → q2 → a3. */
function forked(): ChatTree {
  return createTree([
    message('a3', 'q2', 4),
    message('q1', null, 1),
    message('a2', 'q1', 5),
    message('a1', 'q1', 2),
    message('q2', 'a1', 3),
  ])
}

/** Any tree of messages: each hangs on an earlier one or on none; times may be equal. */
const trees = fc
  .array(fc.record({ parent: fc.nat(), time: fc.nat(20), isRoot: fc.boolean() }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((nodes) =>
    nodes.map(({ parent, time, isRoot }, index) =>
      message(`m${index}`, isRoot || index === 0 ? null : `m${parent % index}`, time),
    ),
  )

/** What must hold of every tree: each message is listed once, under its parent, in order of time. */
function expectSound(tree: ChatTree): void {
  const listed = [...tree.children.values()].flat()
  expect(listed.toSorted()).toEqual([...tree.messages.keys()].toSorted())
  for (const [parent, ids] of tree.children) {
    expect(ids.length).toBeGreaterThan(0)
    const times = ids.map((id) => tree.messages.get(id)?.createdAt ?? NaN)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    for (const id of ids) {
      const own = tree.messages.get(id)?.parentId ?? null
      expect(own !== null && tree.messages.has(own) ? own : null).toBe(parent)
    }
  }
}

describe('a chat tree', () => {
  it('gives the path from the root to a leaf', () => {
    expect(pathTo(forked(), 'a3').map(({ id }) => id)).toEqual(['q1', 'a1', 'q2', 'a3'])
    expect(pathTo(forked(), null)).toEqual([])
    expect(pathTo(forked(), 'gone')).toEqual([])
  })

  it('lists siblings from the oldest on', () => {
    expect(siblingsOf(forked(), 'a2')).toEqual(['a1', 'a2'])
    expect(siblingsOf(forked(), 'gone')).toEqual([])
  })

  it('finds the newest end below a message', () => {
    expect(latestLeaf(forked(), 'a1')).toBe('a3')
    expect(latestLeaf(forked(), 'q1')).toBe('a2')
    expect(latestLeaf(forked(), 'a2')).toBe('a2')
  })

  it('keeps showing the same leaf when something else is removed', () => {
    expect(leafWithout(forked(), 'a2', 'a3')).toBe('a3')
  })

  it('goes to the sibling when the shown branch is removed, and to the parent when there is none', () => {
    expect(leafWithout(forked(), 'a1', 'a3')).toBe('a2')
    expect(leafWithout(forked(), 'q2', 'a3')).toBe('a1')
    expect(leafWithout(forked(), 'q1', 'a3')).toBeNull()
  })

  it('shows the newest leaf when the one to show is not there', () => {
    expect(shownLeaf(forked(), 'a3')).toBe('a3')
    expect(shownLeaf(forked(), 'not yet')).toBe('a2')
    expect(shownLeaf(forked(), null)).toBeNull()
  })

  it('takes a message whose parent is gone as a root', () => {
    const tree = createTree([message('lost', 'gone', 1)])
    expect(siblingsOf(tree, 'lost')).toEqual(['lost'])
    expect(pathTo(tree, 'lost').map(({ id }) => id)).toEqual(['lost'])
  })

  it('comes to an end in a damaged tree that leads in a circle', () => {
    const tree = createTree([message('a', 'b', 1), message('b', 'a', 2)])
    expect(pathTo(tree, 'a')).toHaveLength(2)
    expect(subtreeOf(tree, 'a')).toHaveLength(2)
  })

  it('replaces a message without moving it', () => {
    const tree = forked()
    putMessage(tree, assistantMessage({ id: 'a1', parentId: 'q1', createdAt: 2, text: 'new' }))
    expectSound(tree)
    expect(tree.messages.get('a1')?.text).toBe('new')
  })

  it('is the same however it was built', () => {
    fc.assert(
      fc.property(trees, (messages) => {
        const grown = createTree()
        for (const each of messages) putMessage(grown, each)
        const built = createTree(messages)
        expectSound(grown)
        expectSound(built)
        for (const { id } of messages) expect(siblingsOf(grown, id)).toEqual(siblingsOf(built, id))
      }),
    )
  })

  it('shows a branch through any message that is selected', () => {
    fc.assert(
      fc.property(trees, fc.nat(), (messages, pick) => {
        const tree = createTree(messages)
        const { id } = messages[pick % messages.length]!
        const path = pathTo(tree, latestLeaf(tree, id)).map((each) => each.id)
        expect(path).toContain(id)
        expect(tree.children.has(path.at(-1)!)).toBe(false)
      }),
    )
  })

  it('stays sound when a subtree is removed, and is as before when it comes back', () => {
    fc.assert(
      fc.property(trees, fc.nat(), fc.nat(), (messages, pick, shown) => {
        const tree = createTree(messages)
        const { id } = messages[pick % messages.length]!
        const leaf = latestLeaf(tree, messages[shown % messages.length]!.id)
        const next = leafWithout(tree, id, leaf)
        const ids = subtreeOf(tree, id)
        const removed = ids.map((each) => tree.messages.get(each)!)
        dropMessages(tree, ids)
        expectSound(tree)
        expect(next === null || tree.messages.has(next)).toBe(true)
        expect(tree.messages.size + ids.length).toBe(messages.length)
        for (const each of removed) putMessage(tree, each)
        expectSound(tree)
        expect(new Set(subtreeOf(tree, id))).toEqual(new Set(ids))
      }),
    )
  })
})
