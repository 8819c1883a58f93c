import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import {
  bracketMatching,
  ensureSyntaxTree,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
  type syntaxTree,
} from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { JsonProblem } from './jsonProblem.ts'

/** What a `JsonEditor` does with CodeMirror. */
export interface JsonEditorHandle {
  setText: (text: string) => void
  setProblems: (problems: readonly JsonProblem[]) => void
  destroy: () => void
}

interface JsonEditorOptions {
  parent: HTMLElement
  text: string
  /** Attributes of the text field: its accessible name and description. */
  attributes: () => Record<string, string>
  onChange: (text: string) => void
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--done)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--progress)' },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: 'var(--ink-3)' },
])

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--ink)', fontSize: '12.5px', borderRadius: '8px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', minHeight: '96px', maxHeight: '320px' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '.cm-cursor': { borderInlineStartColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'transparent', border: '0' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 22%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'color-mix(in srgb, var(--ink) 12%, transparent)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    fontFamily: 'var(--font)',
  },
})

/** Starts CodeMirror for JSON inside `parent`. Tab leaves the field, as everywhere on the page. */
export function createJsonEditor({
  parent,
  text,
  attributes,
  onChange,
}: JsonEditorOptions): JsonEditorHandle {
  const extensions: Extension[] = [
    json(),
    history(),
    closeBrackets(),
    bracketMatching(),
    indentOnInput(),
    lintGutter(),
    syntaxHighlighting(colours),
    look,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of(attributes),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString())
    }),
  ]
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) })

  return {
    setText: (next) => {
      if (next === view.state.doc.toString()) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
    },
    setProblems: (problems) => {
      const diagnostics = problems.map((problem) => diagnosticOf(view.state, problem))
      view.dispatch(setDiagnostics(view.state, diagnostics))
    },
    destroy: () => view.destroy(),
  }
}

type SyntaxNode = ReturnType<typeof syntaxTree>['topNode']

interface Range {
  from: number
  to: number
}

/** How long to parse at most; a schema of a hundred kilobytes takes a tenth of this. */
const PARSE_MS = 200

function diagnosticOf(
  state: EditorState,
  { message, severity = 'error', ...place }: JsonProblem,
): Diagnostic {
  const { from, to } = rangeOf(state, place)
  const end = state.doc.length
  return { from: Math.min(from, end), to: Math.min(to, end), severity, message }
}

function rangeOf(state: EditorState, { from, to, path }: Omit<JsonProblem, 'message'>): Range {
  if (from !== undefined) return { from, to: to ?? from }
  const top = ensureSyntaxTree(state, state.doc.length, PARSE_MS)?.topNode
  if (top === undefined) return { from: 0, to: 0 }
  if (path !== undefined) return rangeOfPath(state, top, path)
  return firstError(top) ?? { from: 0, to: 0 }
}

/** The value at `path`; the innermost one that is there when the path goes on. */
function rangeOfPath(state: EditorState, top: SyntaxNode, path: readonly (string | number)[]): Range {
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

function firstError(top: SyntaxNode): Range | null {
  const cursor = top.cursor()
  do {
    if (cursor.type.isError) return { from: cursor.from, to: cursor.to }
  } while (cursor.next())
  return null
}
