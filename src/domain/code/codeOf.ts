import { curlCode } from './curl.ts'
import type { CodeCall } from './description.ts'
import { javascriptCode } from './javascript.ts'
import { pythonCode } from './python.ts'

export type CodeLanguage = 'curl' | 'javascript' | 'python'

/** A call as code, with keys as environment variables; `null` where its body is not kept, or no text. */
export function codeOf(call: CodeCall, language: CodeLanguage): string | null {
  switch (language) {
    case 'curl':
      return curlCode(call)
    case 'javascript':
      return javascriptCode(call)
    case 'python':
      return pythonCode(call)
  }
}
