import { createPageRuntime } from '../../src/app/pageRuntime.ts'
import { createInstantModels, measureRuntime, type RuntimeFigures } from './runtimeWork.ts'

declare global {
  interface Window {
    measured: Promise<RuntimeFigures>
  }
}

window.measured = measureRuntime(
  createPageRuntime({
    name: 'bench-runtime',
    models: createInstantModels(),
    onTrouble: (trouble) => console.error(trouble),
  }),
)
