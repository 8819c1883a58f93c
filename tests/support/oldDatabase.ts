import { openDB } from 'idb'
import * as v from 'valibot'
import { MIGRATIONS, type RuntimeSchema } from '@/runtime/db/migrations.ts'
import { createDatabaseKeeper } from '@/storage/databaseKeeper.ts'

const rowSchema = v.looseObject({ id: v.string() })
const contentSchema = v.strictObject({ base64: v.string(), type: v.string() })
const databaseSchema = v.object({ version: v.number(), tables: v.record(v.string(), v.array(rowSchema)) })

type Row = v.InferOutput<typeof rowSchema>
/** The rows of every table in the order of their ids, as a version of the page kept them; bytes as base64. */
export type OldDatabase = v.InferOutput<typeof databaseSchema>

const files = import.meta.glob('../fixtures/runtime-v*.json', { eager: true, import: 'default' })

/** The databases in `tests/fixtures`, oldest first: the same rows, as each version kept them. */
export const OLD_DATABASES = Object.values(files)
  .map((file) => v.parse(databaseSchema, file))
  .toSorted((a, b) => a.version - b.version)

/** Makes a database as that version of the page would have left it. */
export async function putOldDatabase(name: string, { version, tables }: OldDatabase): Promise<void> {
  const migrations = MIGRATIONS.slice(0, version)
  const keeper = createDatabaseKeeper<RuntimeSchema>({ name, migrations, tell: () => undefined })
  await keeper.use((database) => Promise.resolve(database.version))
  await keeper.close()
  const database = await openDB(name)
  for (const [table, rows] of Object.entries(tables))
    for (const row of rows) await database.put(table, withBlobs(row))
  database.close()
}

/** What is in the database, as the fixtures write it. */
export async function readTables(name: string): Promise<OldDatabase['tables']> {
  const database = await openDB(name)
  const tables: OldDatabase['tables'] = {}
  for (const table of database.objectStoreNames) {
    const rows = v.parse(v.array(rowSchema), await database.getAll(table))
    tables[table] = await Promise.all(rows.map(withBase64))
  }
  database.close()
  return tables
}

function withBlobs(row: Row): Row {
  const { blob } = row
  if (!v.is(contentSchema, blob)) return row
  const bytes = Uint8Array.from(atob(blob.base64), (character) => character.charCodeAt(0))
  return { ...row, blob: new Blob([bytes], { type: blob.type }) }
}

async function withBase64(row: Row): Promise<Row> {
  const { blob } = row
  if (!(blob instanceof Blob)) return row
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return { ...row, blob: { base64: btoa(String.fromCharCode(...bytes)), type: blob.type } }
}
