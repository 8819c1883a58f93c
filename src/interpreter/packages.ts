import * as v from 'valibot'
import { PACKAGE_HOST } from '../domain/hostName.ts'
import { PYODIDE_VERSION } from './pyodide.ts'

/** Where sessions get what programs import. They do not fetch it themselves: what they may reach is nobody's business but the person's. */
export interface PackageSource {
  /**
   * Whether packages may be fetched for a program; asks, where that is not settled.
   * @param wanted packages of the distribution, and others that only an index may have
   */
  allow: (wanted: Wanted) => Promise<boolean>
  /** The bytes of a package's file; `null` where it is unknown, not allowed, cannot be reached, or is not what it should be. */
  fetch: (file: string, onBytes: (count: number) => void) => Promise<Uint8Array<ArrayBuffer> | null>
  /**
   * What micropip asks an index of packages for, or a host that this one names: of each host only once the person has allowed it.
   * `null` as above; micropip checks by itself whether a file is what its index says.
   */
  download: (request: Download, onBytes: (count: number) => void) => Promise<Downloaded | Refused | null>
}

export interface Wanted {
  packages: readonly string[]
  others: readonly string[]
}

export interface Download {
  url: string
  /** The header `accept`: indexes speak HTML and JSON. */
  accept: string
}

export interface Downloaded {
  bytes: Uint8Array<ArrayBuffer>
  contentType: string
}

/** The host that the person has not allowed. */
export interface Refused {
  refused: string
}

interface PackageSourceOptions {
  /** The text of `pyodide-lock.json`. */
  lock: () => Promise<string>
  isAllowed: (host: string) => boolean
  /** Asks the person whether a host may be used, for what a program imports. */
  ask: (host: string, names: readonly string[]) => Promise<boolean>
}

/** Installs what the distribution lacks, and is itself in it. */
const INSTALLER = 'micropip'
/** Names come from beside the program, and are shown to the person. */
const PACKAGE_NAME = /^[A-Za-z][\w.-]{0,63}$/u
const MAX_OTHERS = 8

const LockSchema = v.object({
  packages: v.record(v.string(), v.object({ name: v.string(), file_name: v.string(), sha256: v.string() })),
})

/** The packages of Pyodide's own distribution, each checked against the hash that its lock file names; and what micropip asks for. */
export function createPackageSource({ lock, isAllowed, ask }: PackageSourceOptions): PackageSource {
  let known: Promise<KnownPackages> | null = null
  const readLock = (): Promise<KnownPackages> => (known ??= lock().then(packagesOf))
  /** What programs have imported that only an index may have. */
  let others: string[] = []

  return {
    async allow(wanted) {
      others = wanted.others.filter((name) => PACKAGE_NAME.test(name)).slice(0, MAX_OTHERS)
      if (isAllowed(PACKAGE_HOST)) return true
      const { byName } = await readLock()
      const there = wanted.packages.filter((name) => byName.has(name))
      const real = others.length === 0 ? there : there.filter((name) => name !== INSTALLER)
      const names = [...real, ...others]
      return names.length > 0 && ask(PACKAGE_HOST, names)
    },
    async fetch(file, onBytes) {
      if (!isAllowed(PACKAGE_HOST)) return null
      const hash = (await readLock()).hashes.get(file)
      if (hash === undefined) return null
      const url = `https://${PACKAGE_HOST}/pyodide/v${PYODIDE_VERSION}/full/${file}`
      const found = await get(url, { integrity: `sha256-${base64Of(hash)}` }, onBytes)
      return found?.bytes ?? null
    },
    async download({ url, accept }, onBytes) {
      const { protocol, host } = URL.parse(url) ?? { protocol: '', host: '' }
      // The distribution's host is for its packages, by their hashes: nothing else is said to it.
      if (protocol !== 'https:' || others.length === 0 || host === PACKAGE_HOST) return null
      if (!isAllowed(host) && !(await ask(host, others))) return { refused: host }
      return get(url, { headers: { accept } }, onBytes)
    },
  }
}

/** `null`: no network, no such file, or not the bytes that it should be. The program says what it misses. */
async function get(
  url: string,
  options: RequestInit,
  onBytes: (count: number) => void,
): Promise<Downloaded | null> {
  try {
    const response = await fetch(url, { ...options, credentials: 'omit', referrerPolicy: 'no-referrer' })
    if (!response.ok) return null
    return {
      bytes: await readBytes(response, onBytes),
      contentType: response.headers.get('content-type') ?? '',
    }
  } catch {
    return null
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
