/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- it is handed over as text, and text of TypeScript would not run */
// One Python: in the worker of the page's frame, or in a process of Node that has been made to look like a worker. A module that imports nothing, so
// that it can be started from its text alone. What runs beside the program is in its hands: it keeps order here, and others keep it in.

/** Addresses that are answered here and never reach a network. */
const HOME = 'https://session.invalid/'
const PACKAGES = `${HOME}packages/`
const DATA = '/mnt/data'
const PAGE_BYTES = 65_536
/** A file that is smaller is not worth counting all of them. */
const COUNTED_BYTES = 1_000_000
/** Files that are told by their names. */
const MAX_TOLD = 12

/**
 * Starts Python, says so, and runs the programs that come over the channel.
 * @param start `pyodide` and `asm` are its modules, `wasm`, `stdlib` and `lock` its files; `driver` is our Python; `limits` in bytes and characters.
 * @param channel `post(message, transfer)` to whoever asks, `listen(hear)` to them
 */
export async function startSession(
  { pyodide, asm, wasm, stdlib, lock, driver, limits, packageHost },
  channel,
) {
  limitMemory(limits.memoryBytes)
  const requests = new Map()
  const ask = (request, name) => {
    channel.post(request)
    return new Promise((resolve) => requests.set(name, resolve))
  }
  const installer = { isAtWork: false, refused: [] }
  answerFetches({ wasm, stdlib, installer }, ask)
  const python = await pyodide.loadPyodide({
    indexURL: HOME,
    stdLibURL: `${HOME}python_stdlib.zip`,
    packageBaseUrl: PACKAGES,
    lockFileContents: lock,
    createPyodideModule: asm.default,
    env: { HOME: '/home/pyodide', MPLBACKEND: 'agg', MPLCONFIGDIR: '/tmp/matplotlib' },
  })
  limitDisk(python.FS, limits.diskBytes)
  const logs = createLogs(limits.logLength, (text) => channel.post({ type: 'output', text }))
  listenToPrograms(python, logs.write)
  const scope = python.globals.get('dict')()
  python.runPython(driver, { globals: scope, filename: '<driver>' })
  const importNames = importNamesOf(JSON.parse(lock))
  scope.get('start')(python.toPy(Object.fromEntries(importNames)), packageHost, {
    say: logs.say,
    show: (png) => channel.post({ type: 'image', bytes: png.toJs() }),
  })
  const session = { python, logs, limits, channel, installer, answers: [], call: (name) => scope.get(name) }
  channel.listen((message) => {
    if (message.type === 'run') void run(session, message)
    else if (message.type === 'allow') session.answers.shift()?.(message.isAllowed)
    else if (message.type === 'package') {
      requests.get(message.file)?.(message)
      requests.delete(message.file)
    }
  })
  channel.post({ type: 'ready' })
}

async function run(session, { run: number, code, files }) {
  const { python, logs, channel, call } = session
  const done = (failure, made, isOver) => {
    const transfer = made.map(({ bytes }) => bytes.buffer)
    channel.post({ type: 'done', run: number, failure, files: made, isOver }, transfer)
  }
  try {
    logs.clear()
    for (const { name, bytes } of files) write(python.FS, `${DATA}/${name}`, bytes)
    await loadPackages(session, code)
    channel.post({ type: 'started' })
    const failure = await call('run_program')(code)
    const made = readFiles(session)
    logs.end()
    done(failure ?? null, made, failure === 'memory')
  } catch (error) {
    // Python itself has come to its end: by `os.abort`, say, or for want of memory.
    const isMemory = /memory|allocat/i.test(String(error))
    logs.say(`${String(error).slice(0, 2_000)}\n`)
    done(isMemory ? 'memory' : 'exception', [], true)
  }
}

/** Fetches what the program imports and Python does not have, if whoever asks allows it. */
async function loadPackages({ python, channel, installer, answers, call }, code) {
  const [packages, others] = call('missing_packages')(code).toJs()
  const names = others.length > 0 ? [...packages, 'micropip'] : packages
  if (names.length === 0) return
  channel.post({ type: 'wants', packages: names, others })
  const isAllowed = await new Promise((resolve) => answers.push(resolve))
  if (!isAllowed) {
    call('note_packages')([...packages, ...others], 'refused')
    return
  }
  // What cannot be fetched is missed by the program itself, which then says so.
  const quiet = { messageCallback: () => undefined, errorCallback: () => undefined }
  await python.loadPackage(names, quiet).catch(() => undefined)
  const loaded = python.loadedPackages
  const failed = packages.filter((name) => !(name in loaded))
  call('note_packages')('micropip' in loaded ? failed : [...failed, ...others], 'unreachable')
  if (others.length === 0 || !('micropip' in loaded)) return
  installer.isAtWork = true
  installer.refused = []
  try {
    await call('install')(others, installer.refused)
  } finally {
    installer.isAtWork = false
  }
}

/** The package that brings a module, by the module's name. */
function importNamesOf({ packages }) {
  return new Map(
    Object.values(packages)
      .filter(({ name }) => !name.endsWith('-tests'))
      .flatMap(({ name, imports }) => imports.map((module) => [module, name])),
  )
}

function write(FS, path, bytes) {
  FS.mkdirTree(path.slice(0, path.lastIndexOf('/')))
  FS.writeFile(path, bytes)
}

/** `null` where there is no such file: its name is of bytes that are no text. */
function read(FS, path) {
  try {
    return FS.readFile(path)
  } catch {
    return null
  }
}

/** The files that the program has written or changed, as far as they may leave. */
function readFiles({ python, limits, logs, call }) {
  const files = []
  const kept = []
  let room = limits.fileBytes
  for (const [name, size] of call('changed_files')().toJs()) {
    const bytes = files.length < limits.files && size <= room ? read(python.FS, `${DATA}/${name}`) : null
    if (bytes === null) kept.push([name, size])
    else {
      room -= size
      files.push({ name, bytes })
    }
  }
  for (const [name, size] of kept.slice(0, MAX_TOLD)) {
    logs.say(
      `${DATA}/${name} (${size} bytes) stays in the session: it is more than a program can give back.\n`,
    )
  }
  if (kept.length > MAX_TOLD) logs.say(`So do ${kept.length - MAX_TOLD} more files.\n`)
  return files
}

/** What programs write, as it comes and up to a length; the rest is counted. */
function createLogs(maxLength, post) {
  let length = 0
  let dropped = 0
  const tellDropped = () => {
    if (dropped > 0) post(`\n… ${dropped} more characters were left out.\n`)
    dropped = 0
  }
  return {
    write(text) {
      const kept = text.slice(0, Math.max(0, maxLength - length))
      length += text.length
      dropped += text.length - kept.length
      if (kept !== '') post(kept)
    },
    /** Ours, which is short, and never left out. */
    say(text) {
      tellDropped()
      post(text)
    },
    end: tellDropped,
    clear() {
      length = 0
      dropped = 0
    },
  }
}

function listenToPrograms(python, write) {
  const handler = () => {
    const decoder = new TextDecoder()
    return {
      write(bytes) {
        write(decoder.decode(bytes, { stream: true }))
        return bytes.length
      },
    }
  }
  python.setStdout(handler())
  python.setStderr(handler())
  python.setStdin({ stdin: () => null }) // nobody can type: `input()` raises EOFError
}

/** Python asks `fetch` for its own files; the packages' come from whoever asks, and so does what their installer wants. */
function answerFetches({ wasm, stdlib, installer }, ask) {
  const outside = globalThis.fetch
  globalThis.fetch = async (resource, options) => {
    const url = String(resource?.url ?? resource)
    if (url === `${HOME}pyodide.asm.wasm`) {
      return new Response(wasm, { headers: { 'content-type': 'application/wasm' } })
    }
    if (url === `${HOME}python_stdlib.zip`) return new Response(stdlib)
    const isPackage = url.startsWith(PACKAGES)
    if (!isPackage && !installer.isAtWork) return outside(resource, options)
    const file = isPackage ? url.slice(PACKAGES.length) : url
    const accept = new Headers(options?.headers).get('accept') ?? '*/*'
    const {
      bytes,
      contentType = '',
      refused = null,
    } = await ask(isPackage ? { type: 'fetch', file } : { type: 'download', url, accept }, file)
    if (refused !== null) installer.refused.push(refused)
    const headers = contentType === '' ? {} : { 'content-type': contentType }
    return new Response(bytes, { status: bytes === null ? 404 : 200, headers })
  }
}

/** Python's `MemoryError` comes where its memory cannot grow. */
function limitMemory(maxBytes) {
  const { grow } = WebAssembly.Memory.prototype
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * PAGE_BYTES > maxBytes)
      throw new RangeError('The memory limit is reached.')
    return grow.call(this, pages)
  }
}

/** Files are in memory, too: a program's own are counted where a large one grows. */
function limitDisk(FS, maxBytes) {
  const { MEMFS } = FS.filesystems
  const { expandFileStorage } = MEMFS
  const sizeOf = ({ contents, mode }) => {
    if (FS.isDir(mode)) return Object.values(contents).reduce((sum, node) => sum + sizeOf(node), 0)
    return FS.isFile(mode) ? (contents?.length ?? 0) : 0
  }
  const isSystem = new Set(['lib', 'dev', 'proc'])
  MEMFS.expandFileStorage = (node, capacity) => {
    if (capacity >= COUNTED_BYTES && capacity > (node.contents?.length ?? 0)) {
      const roots = Object.entries(FS.root.contents).filter(([name]) => !isSystem.has(name))
      const used = roots.reduce((sum, [, root]) => sum + sizeOf(root), 0)
      if (used + capacity > maxBytes) throw new FS.ErrnoError(51) // ENOSPC
    }
    return expandFileStorage.call(MEMFS, node, capacity)
  }
}
