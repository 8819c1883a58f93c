import { json } from '@codemirror/lang-json'
import { ensureSyntaxTree, type syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import {
  type CodeEditorHandle,
  type CodeEditorOptions,
  type CodeRange,
  startCodeMirror,
} from './codeMirror.ts'
import type { JsonProblem } from './jsonProblem.ts'

/** Starts CodeMirror for JSON inside `parent`. */
export function createJsonEditor(options: CodeEditorOptions): CodeEditorHandle {
  return startCodeMirror(options, { language: json(), rangeOf })
}

type SyntaxNode = ReturnType<typeof syntaxTree>['topNode']

/** How long to parse at most; a schema of a hundred kilobytes takes a tenth of this. */
const PARSE_MS = 200

function rangeOf(state: EditorState, { from, to, path }: Omit<JsonProblem, 'message'>): CodeRange {
  if (from !== undefined) return { from, to: to ?? from }
  const top = ensureSyntaxTree(state, state.doc.length, PARSE_MS)?.topNode
  if (top === undefined) return { from: 0, to: 0 }
  if (path !== undefined) return rangeOfPath(state, top, path)
  return firstError(top) ?? { from: 0, to: 0 }
}

/** The value at `path`; the innermost one that is there when the path goes on. */
function rangeOfPath(state: EditorState, top: SyntaxNode, path: readonly (string | number)[]): CodeRange {
  let node = top.firstChild
  for (const step of path) {
    const next: SyntaxNode | null | undefined =
      typeof step === 'number' ? valuesOf(node)[step] : propertyOf(state, node, step)?.lastChild
    if (!next) break
    node = next
  }
  if (node === null) return { from: 0, to: 0 }
  // An object or a list of many lines is marked at its opening bracket.
  const isLong = node.name === 'Object' || node.name === 'Array'
  return { from: node.from, to: isLong ? node.from + 1 : node.to }
}

function propertyOf(state: EditorState, object: SyntaxNode | null, name: string): SyntaxNode | undefined {
  return object?.getChildren('Property').find((property) => {
    const key = property.getChild('PropertyName')
    return key !== null && state.sliceDoc(key.from, key.to) === JSON.stringify(name)
  })
}

function valuesOf(list: SyntaxNode | null): SyntaxNode[] {
  const values: SyntaxNode[] = []
  for (let child = list?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (!['[', ']', ','].includes(child.name)) values.push(child)
  }
  return values
}

function firstError(top: SyntaxNode): CodeRange | null {
  const cursor = top.cursor()
  do {
    if (cursor.type.isError) return { from: cursor.from, to: cursor.to }
  } while (cursor.next())
  return null
}
