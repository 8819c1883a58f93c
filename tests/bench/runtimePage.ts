import { createPageRuntime } from '../../src/app/pageRuntime.ts'
import { createInstantModels, measureRuntime, type RuntimeFigures } from './runtimeWork.ts'

/** Makes runs and lists in the page's runtime. */
export type MeasureRuntime = () => Promise<RuntimeFigures>

declare global {
  interface Window {
    measureRuntime: MeasureRuntime
  }
}

window.measureRuntime = () =>
  measureRuntime(
    createPageRuntime({
      name: 'bench-runtime',
      models: createInstantModels(),
      onTrouble: (trouble) => console.error(trouble),
    }),
  )
