import type { ColorAnswer, ColorRequest } from './codeColors.ts'
import type { Colorist } from './colorist.ts'

interface WorkerAnswer {
  block: number
  colors: ColorAnswer
}

/** In the page, where there is no worker: so much at a time, then the page gets its turn. */
const SLICE_MS = 8

let worker: Worker | null = null
let isWorkerBroken = typeof Worker === 'undefined'
let pageColorist: Promise<Colorist> | null = null
let slicedAt = 0
let blocks = 0
const waiting = new Map<number, (answer: ColorAnswer) => void>()

/** Colors the chunks of one code block; one request at a time. */
export interface Coloring {
  color: (request: Omit<ColorRequest, 'block'>) => Promise<ColorAnswer>
  close: () => void
}

/** For a code block of its own; in a worker where one can be had, in the page where not. */
export function openColoring(): Coloring {
  const block = (blocks += 1)
  return {
    color: (request) => (isWorkerBroken ? colorInPage : colorInWorker)({ ...request, block }),
    close() {
      waiting.delete(block)
      worker?.postMessage({ block, texts: null })
      void pageColorist?.then((colorist) => colorist.forget(block))
    },
  }
}

function colorInWorker(request: ColorRequest): Promise<ColorAnswer> {
  return new Promise((resolve) => {
    waiting.set(request.block, resolve)
    try {
      worker ??= startWorker()
      worker.postMessage(request)
    } catch {
      giveUpWorker()
    }
  })
}

function startWorker(): Worker {
  const started = new Worker(new URL('./codeWorker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
    waiting.get(data.block)?.(data.colors)
    waiting.delete(data.block)
  })
  started.addEventListener('error', giveUpWorker)
  return started
}

/** Who waits begins again, in the page: the worker alone knew where the grammars stood. */
function giveUpWorker(): void {
  isWorkerBroken = true
  worker?.terminate()
  worker = null
  for (const resolve of waiting.values()) resolve('lost')
  waiting.clear()
}

async function colorInPage(request: ColorRequest): Promise<ColorAnswer> {
  try {
    pageColorist ??= import('./colorist.ts').then(({ createColorist }) => createColorist())
    const colorist = await pageColorist
    if (performance.now() - slicedAt > SLICE_MS) {
      await new Promise((resolve) => setTimeout(resolve))
      slicedAt = performance.now()
    }
    const isAll = request.texts.length === 1
    return await colorist.color({
      ...request,
      texts: request.texts.slice(0, 1),
      isLast: request.isLast && isAll,
    })
  } catch {
    // Colors are an extra: when their chunk cannot be fetched, the code stays plain and says the same.
    return 'no-grammar'
  }
}
