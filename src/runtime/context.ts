import type { RuntimeDeps } from './deps.ts'
import type { Engine } from './engine/engine.ts'

/** What the routes work with. */
export interface RuntimeContext extends RuntimeDeps {
  engine: Engine
}
