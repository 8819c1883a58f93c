import * as v from 'valibot'
import { PACKAGE_HOST } from '../domain/hostName.ts'
import { PYODIDE_VERSION } from './pyodide.ts'

/** Where sessions get what programs import. They do not fetch it themselves: what they may reach is nobody's business but the person's. */
export interface PackageSource {
  /** Whether packages may be fetched for a program; asks, where that is not settled. */
  allow: (names: readonly string[]) => Promise<boolean>
  /** The bytes of a package's file; `null` where it is unknown, not allowed, cannot be reached, or is not what it should be. */
  fetch: (file: string, onBytes: (count: number) => void) => Promise<Uint8Array<ArrayBuffer> | null>
}

interface PackageSourceOptions {
  /** The text of `pyodide-lock.json`. */
  lock: () => Promise<string>
  isAllowed: () => boolean
  /** Asks the person. */
  ask: (names: readonly string[]) => Promise<boolean>
}

const LockSchema = v.object({
  packages: v.record(v.string(), v.object({ name: v.string(), file_name: v.string(), sha256: v.string() })),
})

/** The packages of Pyodide's own distribution, each checked against the hash that its lock file names. */
export function createPackageSource({ lock, isAllowed, ask }: PackageSourceOptions): PackageSource {
  let known: Promise<KnownPackages> | null = null
  const readLock = (): Promise<KnownPackages> => (known ??= lock().then(packagesOf))
  return {
    async allow(names) {
      if (isAllowed()) return true
      // The names come from beside the program, and are shown to the person.
      const { byName } = await readLock()
      const real = names.filter((name) => byName.has(name))
      return real.length > 0 && ask(real)
    },
    async fetch(file, onBytes) {
      if (!isAllowed()) return null
      const hash = (await readLock()).hashes.get(file)
      if (hash === undefined) return null
      try {
        const response = await fetch(`https://${PACKAGE_HOST}/pyodide/v${PYODIDE_VERSION}/full/${file}`, {
          integrity: `sha256-${base64Of(hash)}`,
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
        })
        return response.ok ? await readBytes(response, onBytes) : null
      } catch {
        return null // no network, or not the bytes that the hash is of: the program says what it misses
      }
    },
  }
}

/** Reads a body, telling of its bytes as they come. */
export async function readBytes(
  response: Response,
  onBytes: (count: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array(0)
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        onBytes(piece.length)
        controller.enqueue(piece)
      },
    }),
  )
  return new Uint8Array(await new Response(counted).arrayBuffer())
}

interface KnownPackages {
  byName: Set<string>
  /** SHA-256 in hex, by the names of the files. */
  hashes: Map<string, string>
}

function packagesOf(text: string): KnownPackages {
  const packages = Object.values(v.parse(LockSchema, JSON.parse(text)).packages)
  return {
    byName: new Set(packages.map(({ name }) => name)),
    hashes: new Map(packages.map(({ file_name, sha256 }) => [file_name, sha256])),
  }
}

function base64Of(hex: string): string {
  const codes = (hex.match(/../gu) ?? []).map((pair) => Number.parseInt(pair, 16))
  return btoa(String.fromCharCode(...codes))
}
