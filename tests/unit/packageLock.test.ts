import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

const Names = v.optional(v.record(v.string(), v.string()), {})
const Lock = v.object({
  packages: v.record(
    v.string(),
    v.object({
      resolved: v.optional(v.string()),
      dependencies: Names,
      devDependencies: Names,
      optionalDependencies: Names,
    }),
  ),
})
const { packages } = v.parse(Lock, JSON.parse(readFileSync('package-lock.json', 'utf8')))

/** Whether a package at `path` finds `name` in a folder of its own or of one above it. */
function isLocked(path: string, name: string): boolean {
  const folder = path === '' ? '' : `${path}/`
  if (`${folder}node_modules/${name}` in packages) return true
  return path !== '' && isLocked(path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1)), name)
}

describe('package-lock.json', () => {
  // npm ci refuses a lock file without the builds for other machines, which npm install leaves out when it cannot see them.
  it('names every dependency, for every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.devDependencies, ...entry.optionalDependencies })
        .filter((name) => !isLocked(path, name))
        .map((name) => `${path}: ${name}`),
    )
    expect(missing).toEqual([])
  })

  it('leaves it to the machine where packages come from', () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([])
  })
})
