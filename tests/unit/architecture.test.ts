import { cruise, type IReporterOutput, type ICruiseResult } from 'dependency-cruiser'
import { describe, expect, it } from 'vitest'

/** What each folder of src/ may import, besides itself and the facts. What is not listed is forbidden. */
const MAY_IMPORT: Record<string, string[]> = {
  facts: ['domain/errors'],
  router: ['views', 'components', 'i18n', 'domain'],
  views: ['components', 'composables', 'stores', 'domain', 'i18n', 'router', 'markdown', 'tokens'],
  components: ['composables', 'domain', 'markdown', 'i18n', 'styles', 'router/names'],
  composables: ['stores', 'domain', 'i18n'],
  stores: ['services', 'storage', 'domain', 'sandbox', 'composables/(usePolling|useRunPolling)'],
  services: ['domain'],
  storage: ['domain'],
  sandbox: ['domain'],
  domain: [],
  http: ['domain'],
  demo: ['domain', 'http'],
  ingest: ['domain'],
  runtime: [
    'domain',
    'http',
    'ingest',
    'services/chat',
    ...['databaseKeeper', 'rollBack', 'storageErrors', 'tabChannel'].map((name) => `storage/${name}`),
  ],
  interpreter: ['domain', 'runtime/interpreter'],
  markdown: ['components', 'domain', 'i18n'],
  i18n: [],
  tokens: [],
  server: [
    'demo',
    'domain',
    'http',
    'ingest',
    'interpreter',
    'runtime',
    'services/createClient',
    'services/doctorProbes',
    'services/embedTexts',
  ],
}

/** Who may import an outside library: the seams of the house. */
const SEAMS: Record<string, string> = {
  openai: '^src/(services|app)/',
  idb: '^src/(storage|runtime/db)/',
  hono: '^src/runtime/http/',
  'gpt-tokenizer': '^src/tokens/',
  'reka-ui': '^src/components/',
  'vue-sonner': '^src/components/shell/',
}

/** What only some may import: of the files in `within`, those in `by`. */
const DOORS: { name: string; to: string; within: string; by: string }[] = [
  { name: 'app-is-the-root', to: '^src/app/', within: '^src/', by: '^src/(app/|main\\.ts)' },
  {
    name: 'runtime-is-an-island',
    to: '^src/runtime/',
    within: '^src/',
    by: '^src/(app|server|runtime|interpreter)/',
  },
  { name: 'server-is-a-program', to: '^src/server/', within: '^src/', by: '^src/server/' },
  {
    name: 'runtime-reaches-models-in-one-place',
    to: '^src/services/',
    within: '^src/runtime/',
    by: '^src/runtime/providers/',
  },
  {
    name: 'runtime-reaches-the-browser-in-two-places',
    to: '^src/storage/',
    within: '^src/runtime/',
    by: '^src/runtime/(db/|tabChannel\\.ts)',
  },
]

const result = await cruise(
  ['src'],
  {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.vue', '.json', '.css'] },
    validate: true,
    ruleSet: {
      forbidden: [
        {
          name: 'no-cycle',
          severity: 'error',
          from: {},
          to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
        },
        ...Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
          name: `${folder}-imports`,
          severity: 'error' as const,
          from: { path: `^src/${folder}/` },
          to: { path: '^src/', pathNot: `^src/(${[folder, 'facts', ...allowed].join('|')})(/|\\.)` },
        })),
        ...Object.entries(SEAMS).map(([library, folders]) => ({
          name: `${library}-seam`,
          severity: 'error' as const,
          from: { path: '^src/', pathNot: folders },
          to: { path: `node_modules/${library}/`, dependencyTypesNot: ['type-only' as const] },
        })),
        ...DOORS.map(({ name, to, within, by }) => ({
          name,
          severity: 'error' as const,
          from: { path: within, pathNot: by },
          to: { path: to },
        })),
      ],
    },
  },
  {},
  { tsConfig: undefined },
)

function isCruiseResult(output: IReporterOutput['output']): output is ICruiseResult {
  return typeof output === 'object'
}

describe('the import law', () => {
  if (!isCruiseResult(result.output)) throw new Error('dependency-cruiser gave no result')
  const { modules, summary } = result.output
  const { violations, totalCruised } = summary

  it('sees the whole of src, Vue files too', () => {
    expect(totalCruised).toBeGreaterThan(80)
  })

  it('is kept by every file', () => {
    expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
  })

  it('is relative in what Node runs as it is, which knows nothing of @/', () => {
    const run = /^src\/(facts|server|runtime|ingest|interpreter|http|demo|domain|services)\//
    const aliased = modules
      .filter(({ source }) => run.test(source))
      .flatMap(({ source, dependencies }) => dependencies.map(({ module }) => `${source} → ${module}`))
      .filter((step) => step.includes(' → @/'))
    expect(aliased).toEqual([])
  })
})
