import { describe, expect, it, vi } from 'vitest'
import { createWorkerReader } from '@/app/workerReader.ts'
import { readPassages } from '@/ingest/readPassages.ts'
import type { PassageBatch, SourceFile } from '@/ingest/types.ts'
import type { FileReader } from '@/runtime/retrieval/port.ts'
import { pdfDocument } from '../../support/documents.ts'

const LIMITS = { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 }
const START = { passages: 0 }
/** Some batches long. */
const LONG = Array.from({ length: 60_000 }, (_, at) => `Line ${at} of a long text.\n\n`).join('')

const textFile = (text: BlobPart, filename = 'a.txt'): SourceFile => ({ filename, blob: new Blob([text]) })

async function readAll(
  reader: FileReader,
  file: SourceFile,
  signal = new AbortController().signal,
): Promise<PassageBatch[]> {
  const batches: PassageBatch[] = []
  for await (const batch of reader.read(file, LIMITS, signal, START)) batches.push(batch)
  return batches
}

describe('a reader in a worker', () => {
  it('reads as the page itself would, and one file after the other in one worker', async () => {
    const terminate = vi.spyOn(Worker.prototype, 'terminate')
    const reader = createWorkerReader()
    const batches = await readAll(reader, textFile(LONG))
    const expected = await readAll({ read: readPassages }, textFile(LONG))
    expect(batches.flatMap(({ passages }) => passages)).toEqual(expected.flatMap(({ passages }) => passages))
    expect(batches.length).toBeGreaterThan(2)
    const [first] = await readAll(reader, textFile('Größe 大小'))
    expect(first?.postings).toEqual(
      new Map([
        ['größe', [0, 1]],
        // Is found without its accent, too.
        ['große', [0, 1]],
        ['大小', [0, 1]],
      ]),
    )
    expect(terminate).not.toHaveBeenCalled()
  })

  it('reads documents', async () => {
    const [batch] = await readAll(createWorkerReader(), textFile(await pdfDocument().arrayBuffer(), 'a.pdf'))
    expect(batch?.passages[0]).toMatchObject({ page: 1, start: 0 })
  })

  it('says what a file is to blame for, and goes on with the next', async () => {
    const reader = createWorkerReader()
    await expect(readAll(reader, textFile('%PDF-1.7', 'a.pdf'))).rejects.toMatchObject({
      name: 'IngestionError',
      code: 'invalid_file',
    })
    expect(await readAll(reader, textFile('next'))).toHaveLength(1)
  })

  it('ends its worker when it is stopped', async () => {
    const terminate = vi.spyOn(Worker.prototype, 'terminate').mockClear()
    const controller = new AbortController()
    const reader = createWorkerReader()
    const batches = reader.read(textFile(LONG), LIMITS, controller.signal, START)[Symbol.asyncIterator]()
    await batches.next()
    controller.abort(new Error('stopped'))
    // What had come before is given yet.
    await expect(
      batches
        .next()
        .then(() => batches.next())
        .then(() => batches.next()),
    ).rejects.toThrow('stopped')
    expect(terminate).toHaveBeenCalledOnce()
    expect(await readAll(reader, textFile('next'))).toHaveLength(1)
  })

  it('tells of a worker that ends without a word, as one does that has no memory left', async () => {
    const gone = URL.createObjectURL(new Blob(['onmessage = () => close()']))
    const terminate = vi.spyOn(Worker.prototype, 'terminate').mockClear()
    const reader = createWorkerReader(() => new Worker(gone), 10)
    await expect(readAll(reader, textFile('text'))).rejects.toThrow('more memory')
    expect(terminate).toHaveBeenCalledOnce()
  })

  it('waits for a worker that takes its time, as long as it says that it is alive', async () => {
    const slow = `onmessage = ({ data: { port } }) => {
      setInterval(() => port.postMessage({ type: 'alive' }), 50)
      setTimeout(() => port.postMessage({ type: 'ended' }), 1000)
    }`
    const script = URL.createObjectURL(new Blob([slow]))
    expect(
      await readAll(
        createWorkerReader(() => new Worker(script), 25),
        textFile('text'),
      ),
    ).toEqual([])
  })

  it('tells of a worker that breaks down, and starts another', async () => {
    const broken = URL.createObjectURL(new Blob(['throw new Error("out of order")']))
    const start = vi.fn<() => Worker>(() => new Worker(broken))
    const reader = createWorkerReader(start)
    await expect(readAll(reader, textFile('text'))).rejects.toThrow('broke down')
    await expect(readAll(reader, textFile('text'))).rejects.toThrow('out of order')
    expect(start).toHaveBeenCalledTimes(2)
  })
})
