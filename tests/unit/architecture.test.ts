import { cruise, type IReporterOutput, type ICruiseResult } from 'dependency-cruiser'
import { describe, expect, it } from 'vitest'

/** What each folder of src/ may import, besides itself. What is not listed is forbidden. */
const MAY_IMPORT: Record<string, string[]> = {
  router: ['views', 'components', 'i18n', 'domain'],
  views: ['components', 'composables', 'stores', 'domain', 'i18n', 'router', 'markdown'],
  components: ['composables', 'domain', 'markdown', 'i18n', 'styles', 'router/names'],
  composables: ['stores', 'domain', 'i18n'],
  stores: ['services', 'storage', 'domain'],
  services: ['domain'],
  storage: ['domain'],
  domain: [],
  demo: ['domain'],
  markdown: ['components', 'domain', 'i18n'],
  i18n: [],
  server: ['demo', 'domain'],
}

/** Who may import an outside library: the seams of the house. */
const SEAMS: Record<string, string> = {
  openai: '^src/(services|app)/',
  idb: '^src/(storage|runtime/db)/',
  'reka-ui': '^src/components/',
  'vue-sonner': '^src/components/shell/',
}

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
          to: { path: '^src/', pathNot: `^src/(${[folder, ...allowed].join('|')})(/|\\.)` },
        })),
        ...Object.entries(SEAMS).map(([library, folders]) => ({
          name: `${library}-seam`,
          severity: 'error' as const,
          from: { path: '^src/', pathNot: folders },
          to: { path: `node_modules/${library}/`, dependencyTypesNot: ['type-only' as const] },
        })),
        {
          name: 'app-is-the-root',
          severity: 'error',
          from: { path: '^src/', pathNot: '^src/(app/|main\\.ts)' },
          to: { path: '^src/app/' },
        },
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
  const { violations, totalCruised } = result.output.summary

  it('sees the whole of src, Vue files too', () => {
    expect(totalCruised).toBeGreaterThan(80)
  })

  it('is kept by every file', () => {
    expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
  })
})
