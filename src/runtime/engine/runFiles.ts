import { isExpired } from '../db/files.ts'
import type { ReadTransaction, Storage } from '../db/port.ts'
import type { RunRow } from '../db/tables.ts'
import type { ToolResources } from '../db/toolResources.ts'
import type { InterpreterFile } from '../interpreter.ts'
import type { Run } from '../wire.ts'

/** The files that a run's tools work with. */
export interface FilesAtHand {
  /** The names of those that are searched. */
  searched: readonly string[]
  /** Those that programs find under `/mnt/data`. */
  mounted: readonly InterpreterFile[]
}

const TABLES = ['assistants', 'threads', 'vectorStoreFiles', 'files'] as const

/** Enough to name some, and to say that there are more. */
const MAX_SEARCHED = 100

/** Whether a run has tools that the runtime executes itself. */
export function hasOwnTools({ tools }: Run): boolean {
  return tools.some(({ type }) => type !== 'function')
}

/** Reads which files a run's tools have: those of the assistant (or the run itself) and of the thread. */
export async function readFilesAtHand(storage: Storage, row: RunRow, nowMs: number): Promise<FilesAtHand> {
  if (!hasOwnTools(row.object)) return { searched: [], mounted: [] }
  return storage.read(TABLES, async (tx) => {
    const resources = await resourcesOf(tx, row)
    const searched = hasTool(row, 'file_search') ? await searchedNames(tx, storesIn(resources)) : []
    const ids = resources.flatMap(({ code_interpreter: code }) => code?.file_ids ?? [])
    const mounted: InterpreterFile[] = []
    for (const id of hasTool(row, 'code_interpreter') ? new Set(ids) : []) {
      const file = await tx.get('files', id)
      if (file === undefined || isExpired(file.object, nowMs)) continue
      const name = freeName(
        file.object.filename.replaceAll('/', '_'),
        mounted.map((other) => other.name),
      )
      mounted.push({ id, name, read: () => readBlob(storage, id) })
    }
    return { searched, mounted }
  })
}

/** The vector stores that a run searches, and which of them are its thread's. */
export async function searchedStores(
  tx: ReadTransaction,
  row: RunRow,
): Promise<{ all: string[]; ofThread: string[] }> {
  const [own, ofThread] = await resourcesOf(tx, row)
  if (!hasTool(row, 'file_search')) return { all: [], ofThread: [] }
  return { all: storesIn([own, ofThread]), ofThread: storesIn([ofThread]) }
}

function hasTool({ object }: RunRow, type: 'file_search' | 'code_interpreter'): boolean {
  return object.tools.some((tool) => tool.type === type)
}

/** Those of the assistant, or the run itself, and those of the thread. */
async function resourcesOf(
  tx: ReadTransaction,
  { object: run, toolResources }: RunRow,
): Promise<[ToolResources, ToolResources]> {
  const assistant = await tx.get('assistants', run.assistant_id)
  const thread = await tx.get('threads', run.thread_id)
  return [toolResources ?? assistant?.object.tool_resources ?? {}, thread?.object.tool_resources ?? {}]
}

function storesIn(resources: readonly ToolResources[]): string[] {
  return [...new Set(resources.flatMap(({ file_search: search }) => search?.vector_store_ids ?? []))]
}

async function searchedNames(tx: ReadTransaction, storeIds: readonly string[]): Promise<string[]> {
  const names: string[] = []
  for (const storeId of storeIds) {
    const rows = await tx.scan('vectorStoreFiles', 'store', { prefix: [storeId], limit: MAX_SEARCHED })
    for (const { fileId } of rows) {
      const file = await tx.get('files', fileId)
      if (file !== undefined) names.push(file.object.filename)
    }
  }
  return names
}

/** `table.csv`, or `table-2.csv` where there is one of that name. */
function freeName(name: string, taken: readonly string[]): string {
  const dot = name.lastIndexOf('.')
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  let free = name
  for (let number = 2; taken.includes(free); number += 1) free = `${stem}-${number}${extension}`
  return free
}

async function readBlob(storage: Storage, id: string): Promise<Blob> {
  const content = await storage.read(['contents'], (tx) => tx.get('contents', id))
  if (content === undefined) throw new Error(`The file ${id} has been deleted.`)
  return content.blob
}
