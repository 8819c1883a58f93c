import type { FunctionHandler } from '@/domain/functionHandler.ts'
import { withDatabase } from './database.ts'
import { tellTabs } from './tabNews.ts'

// Every function here throws AppError of kind `storage-full` or `storage`, and every change is told to other tabs.

export function readHandlers(): Promise<FunctionHandler[]> {
  return withDatabase((database) => database.getAll('handlers'))
}

export async function writeHandler(handler: FunctionHandler): Promise<void> {
  await withDatabase((database) => database.put('handlers', handler))
  tellTabs({ type: 'handlers-changed' })
}

export async function deleteHandler(name: string): Promise<void> {
  await withDatabase((database) => database.delete('handlers', name))
  tellTabs({ type: 'handlers-changed' })
}
