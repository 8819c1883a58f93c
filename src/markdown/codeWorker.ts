import type { ColorRequest } from './codeColors.ts'
import { createColorist } from './colorist.ts'

// The worker of `coloring.ts`: colors what it is asked to, in the order in which it is asked.
const colorist = createColorist()

addEventListener('message', ({ data }: MessageEvent<ColorRequest | { block: number; texts: null }>) => {
  if (data.texts === null) colorist.forget(data.block)
  else void answer(data)
})

async function answer(request: ColorRequest): Promise<void> {
  // A grammar that cannot be fetched is as good as none.
  const colors = await colorist.color(request).catch(() => 'no-grammar' as const)
  postMessage({ block: request.block, colors })
}
