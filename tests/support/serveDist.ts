import { fileURLToPath } from 'node:url'
import { preview } from 'vite'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    appURL: string
  }
}

/** Serves dist/ the way `npm start` does, on a free port, for the e2e project. */
export default async function serveDist(project: TestProject): Promise<() => Promise<void>> {
  const server = await preview({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    preview: { host: '127.0.0.1', port: 0, strictPort: false },
    logLevel: 'error',
  })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined)
    throw new Error('The preview server told no URL. Is dist/ built? Run "npm run build".')
  project.provide('appURL', url)
  return () => server.close()
}
