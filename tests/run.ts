// Everything that `npm test` means, in one go; the last line counts it.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'

const CHECKS: [name: string, command: string][] = [
  ['types of src', 'vue-tsc -p tsconfig.json'],
  ['types of the runtime, without a page', 'vue-tsc -p src/runtime/tsconfig.json'],
  ['types of tests', 'vue-tsc -p tests/tsconfig.json'],
  ['lint', 'eslint . --max-warnings 0'],
  ['format', 'oxfmt --check .'],
  ['dead code', 'knip'],
  ['build', 'vite build --logLevel warn'],
]

const Report = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
})

function run(command: string): boolean {
  return spawnSync(command, { shell: true, stdio: 'inherit' }).status === 0
}

let passed = 0
let failed = 0
for (const [name, command] of CHECKS) {
  console.log(`\n▸ ${name}`)
  if (run(command)) passed += 1
  else failed += 1
}

console.log('\n▸ tests')
const reportPath = join(tmpdir(), `skein-test-report-${process.pid}.json`)
const isGreen = run(`vitest run --reporter=default --reporter=json --outputFile.json="${reportPath}"`)
try {
  const report = v.parse(Report, JSON.parse(readFileSync(reportPath, 'utf8')))
  passed += report.numPassedTests
  failed += report.numFailedTests
  // A file that could not be loaded, or an error outside of a test, fails the run without a failed test.
  if (!isGreen && report.numFailedTests === 0) failed += 1
  if (report.numPendingTests > 0) console.log(`${report.numPendingTests} skipped`)
} catch (error) {
  console.error('No test report:', error)
  failed += 1
}
rmSync(reportPath, { force: true })

console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
