import type { ChatTool } from '../../domain/chat.ts'
import type { Run } from '../wire.ts'
import type { FilesAtHand } from './runFiles.ts'

/** The tools that the runtime executes itself. */
export type BuiltInType = 'file_search' | 'code_interpreter'

/** A tool as a model is offered it: as a function. */
export interface BuiltInTool {
  type: BuiltInType
  tool: ChatTool
}

/** How the functions are called that stand for the tools, unless the person has one of that name. */
const NAMES = { file_search: 'file_search', code_interpreter: 'python' } as const

const PARAMETERS = {
  file_search: {
    type: 'object',
    properties: {
      queries: {
        type: 'array',
        items: { type: 'string' },
        description: 'One to five queries, each in the words that the files would use.',
      },
    },
    required: ['queries'],
  },
  code_interpreter: {
    type: 'object',
    properties: { code: { type: 'string', description: 'The program, in Python 3.' } },
    required: ['code'],
  },
} as const

/** More names than these would only cost tokens. */
const MAX_NAMES = 20

/** The functions that stand for the runtime's own tools among those of a run. */
export function builtInTools({ tools }: Run, atHand: FilesAtHand): BuiltInTool[] {
  const taken = tools.flatMap((tool) => (tool.type === 'function' ? [tool.function.name] : []))
  const types = (['file_search', 'code_interpreter'] as const).filter((type) =>
    tools.some((tool) => tool.type === type),
  )
  return types.map((type) => ({
    type,
    tool: {
      name: freeName(NAMES[type], taken),
      description: type === 'file_search' ? searchDescription(atHand) : codeDescription(atHand),
      parameters: PARAMETERS[type],
    },
  }))
}

function freeName(name: string, taken: readonly string[]): string {
  let free = name
  for (let number = 2; taken.includes(free); number += 1) free = `${name}_${number}`
  return free
}

function searchDescription({ searched }: FilesAtHand): string {
  return [
    "Searches the person's files and gives the passages that fit best.",
    filesSentence('The files', searched),
    HOW_TO_CITE,
  ].join(' ')
}

/** What a model is told of the marks by which it cites. */
export const HOW_TO_CITE =
  'Each passage has a mark in `cite`, such as 【4:0†notes.pdf】. Where the answer rests on a passage, put its mark behind the sentence, exactly as it stands there.'

function codeDescription({ mounted }: FilesAtHand): string {
  return [
    'Runs a Python program and gives what it prints, with the value of its last expression. Variables and files stay for the next call.',
    filesSentence(
      'Files at hand',
      mounted.map(({ name }) => `/mnt/data/${name}`),
    ),
    'What the program writes to /mnt/data can be given to the person by a link such as [report.csv](sandbox:/mnt/data/report.csv). Figures that matplotlib or PIL show are seen by the person.',
  ].join(' ')
}

function filesSentence(label: string, names: readonly string[]): string {
  if (names.length === 0) return 'There are no files at hand.'
  const rest = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : ''
  return `${label}: ${names.slice(0, MAX_NAMES).join(', ')}${rest}.`
}
