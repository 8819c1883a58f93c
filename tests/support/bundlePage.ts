import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** What a page needs of an entry of this folder, and of all it imports: the text or bytes by the name of its file. `entry.js` is first. */
export async function bundlePage(entry: string): Promise<Map<string, string | Uint8Array>> {
  const built = await build({
    configFile: false,
    root: path('../..'),
    base: './',
    logLevel: 'error',
    resolve: { alias: { '@': path('../../src') } },
    worker: { format: 'es' },
    build: {
      write: false,
      target: 'es2023',
      minify: false,
      modulePreload: false,
      rolldownOptions: {
        input: { entry: path(entry) },
        output: { entryFileNames: '[name].js' },
      },
    },
  })
  const outputs = Array.isArray(built) ? built : [built]
  const files = outputs.flatMap((result) => ('output' in result ? result.output : []))
  return new Map(files.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]))
}
