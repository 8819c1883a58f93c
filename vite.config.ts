import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import VueI18nPlugin from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import { playwright } from '@vitest/browser-playwright'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { findChromium } from './tests/support/chromium.ts'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const wantedPort = process.env['PORT']
const isTest = process.env['VITEST'] === 'true'

/** The dev server would rewrite Pyodide's modules, which the page hands on to the interpreter as they are. */
const pyodideAsItIs: Plugin = {
  name: 'pyodide-as-it-is',
  configureServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      const module = /\/node_modules\/pyodide\/(pyodide(?:\.asm)?\.mjs)$/.exec(request.url ?? '')?.[1]
      if (module === undefined) next()
      else createReadStream(path(`./node_modules/pyodide/${module}`)).pipe(response)
    })
  },
}

export default defineConfig(async () => ({
  // Relative, so that dist/ works under any path; routes are in the hash.
  base: './',
  plugins: [
    vue(),
    VueI18nPlugin({
      include: path('./src/i18n/locales/**'),
      strictMessage: false,
      runtimeOnly: true,
      dropMessageCompiler: true,
    }),
    pyodideAsItIs,
  ],
  resolve: { alias: { '@': path('./src') } },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What the first load needs, with all that it imports, in two chunks: what other screens share would else be cut off it
          // in dozens of small ones, and small ones compress badly.
          groups: [
            { name: 'shell', test: /src[\\/]App\.vue$/, priority: 2 },
            { name: 'chat', test: /src[\\/]views[\\/]chat[\\/]ChatView\.vue$/, priority: 1 },
          ],
        },
      },
    },
  },
  // Readers of files load what a format needs, when it is needed.
  worker: { format: 'es' as const },
  server: { host: '127.0.0.1', port: Number(wantedPort ?? 5173), strictPort: wantedPort !== undefined },
  preview: { host: '127.0.0.1', port: Number(wantedPort ?? 4173), strictPort: true },
  test: {
    testTimeout: 20_000,
    projects: [
      {
        extends: true as const,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['tests/support/patience.ts'],
        },
      },
      {
        extends: true as const,
        test: {
          name: 'component',
          include: ['tests/component/**/*.test.ts'],
          environment: 'jsdom',
          setupFiles: ['tests/support/patience.ts', 'tests/support/setupComponent.ts'],
        },
      },
      {
        extends: true as const,
        test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], environment: 'node' },
      },
      {
        extends: true as const,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          setupFiles: ['tests/support/patience.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: isTest ? await findChromium() : {} }),
            instances: [{ browser: 'chromium' as const }],
          },
        },
      },
      {
        extends: true as const,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['tests/support/serveDist.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
}))
