import type { Conversation, Image, TextFile, UserTurn } from '../conversation.ts'
import { languageOf } from './language.ts'
import type { Language } from './language.ts'

/** What is asked now, and what it takes to answer. */
export interface Ask {
  text: string
  language: Language
  images: Image[]
  /** Attached to this question. */
  files: TextFile[]
  /** Attached to this question or to an earlier one, the newest first. */
  knownFiles: TextFile[]
  /** The person's earlier messages, oldest first. */
  earlier: string[]
  instructions: string
}

/** Reads the last question of a conversation. */
export function readAsk(conversation: Conversation): Ask {
  const userTurns = conversation.turns.filter((turn): turn is UserTurn => turn.role === 'user')
  const last = userTurns.at(-1)
  const newestFirst = userTurns.toReversed()
  const knownFiles = newestFirst.flatMap((turn) => turn.files)
  // A sum or a bare file has no language of its own: what was said before it decides, then the file.
  const texts = [...newestFirst.map(({ text }) => text), ...knownFiles.map(({ text }) => text)]
  const language = texts.map(languageOf).find((found) => found !== null)
  return {
    text: last?.text ?? '',
    language: language ?? 'en',
    images: last?.images ?? [],
    files: last?.files ?? [],
    knownFiles,
    earlier: userTurns.slice(0, -1).map((turn) => turn.text),
    instructions: conversation.instructions,
  }
}
