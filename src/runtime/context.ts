import type { RuntimeDeps } from './deps.ts'
import type { Engine } from './engine/engine.ts'
import type { Ingestion } from './engine/ingestion.ts'

/** What the routes work with. */
export interface RuntimeContext extends RuntimeDeps {
  engine: Engine
  ingestion: Ingestion
}
