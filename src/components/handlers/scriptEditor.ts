import { javascript } from '@codemirror/lang-javascript'
import { type CodeEditorHandle, type CodeEditorOptions, startCodeMirror } from '../base/codeMirror.ts'

/** Starts CodeMirror for JavaScript inside `parent`. Problems tell their place by `from` and `to`. */
export function createScriptEditor(options: CodeEditorOptions): CodeEditorHandle {
  const rangeOf = ({
    from = 0,
    to = from,
  }: {
    from?: number
    to?: number
  }): { from: number; to: number } => ({
    from,
    to,
  })
  return startCodeMirror(options, { language: javascript(), rangeOf: (_, place) => rangeOf(place) })
}
