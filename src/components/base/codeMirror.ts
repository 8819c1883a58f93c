import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { JsonProblem } from './jsonProblem.ts'

/** What a `CodeEditor` does with CodeMirror. */
export interface CodeEditorHandle {
  setText: (text: string) => void
  setProblems: (problems: readonly JsonProblem[]) => void
  destroy: () => void
}

export interface CodeEditorOptions {
  parent: HTMLElement
  text: string
  /** Attributes of the text field: its accessible name and description. */
  attributes: () => Record<string, string>
  onChange: (text: string) => void
}

export interface CodeRange {
  from: number
  to: number
}

interface CodeLanguage {
  language: Extension
  /** Where a problem is. */
  rangeOf: (state: EditorState, place: Omit<JsonProblem, 'message'>) => CodeRange
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.keyword], color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--done)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--progress)' },
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
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

/** Starts CodeMirror inside `parent`. Tab leaves the field, as everywhere on the page. */
export function startCodeMirror(
  { parent, text, attributes, onChange }: CodeEditorOptions,
  { language, rangeOf }: CodeLanguage,
): CodeEditorHandle {
  const extensions: Extension[] = [
    language,
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

  function diagnosticOf({ message, severity = 'error', ...place }: JsonProblem): Diagnostic {
    const { from, to } = rangeOf(view.state, place)
    const end = view.state.doc.length
    return { from: Math.min(from, end), to: Math.min(to, end), severity, message }
  }

  return {
    setText: (next) => {
      if (next === view.state.doc.toString()) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
    },
    setProblems: (problems) => {
      view.dispatch(setDiagnostics(view.state, problems.map(diagnosticOf)))
    },
    destroy: () => view.destroy(),
  }
}
