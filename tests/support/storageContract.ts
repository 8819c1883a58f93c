import { beforeEach, describe, expect, it } from 'vitest'
import { StorageError, type ScanRange, type Storage } from '@/runtime/db/port.ts'
import { storeFileRow, uploadPartRow, storedText } from './storedRows.ts'

/** What every storage of the runtime does. `open` gives an empty one. */
export function describeStorage(name: string, open: () => Storage): void {
  describe(`the storage ${name}`, () => {
    let storage: Storage
    beforeEach(() => {
      storage = open()
    })

    describe('keeps rows', () => keepsRows(() => storage))
    describe('reads lists', () => readsLists(() => storage))
    describe('keeps the indexes in step', () => keepsIndexes(() => storage))
    describe('changes all or nothing', () => changesWhole(() => storage))
    describe('has transactions side by side', () => keepsApart(() => storage))
    describe('refuses', () => refusesMisuse(() => storage))
  })
}

function keepsRows(storage: () => Storage): void {
  it('and finds them by their ids', async () => {
    await storage().write(['passages'], (tx) => tx.put('passages', storedText({ id: 'a', text: 'one' })))
    expect(await storage().read(['passages'], (tx) => tx.get('passages', 'a'))).toEqual(
      storedText({ id: 'a', text: 'one' }),
    )
    expect(await storage().read(['passages'], (tx) => tx.get('passages', 'b'))).toBeUndefined()
  })

  it('and replaces one that is there', async () => {
    await storage().write(['passages'], (tx) => tx.put('passages', storedText({ id: 'a', text: 'one' })))
    await storage().write(['passages'], (tx) => tx.put('passages', storedText({ id: 'a', text: 'two' })))
    expect(await storage().read(['passages'], (tx) => tx.get('passages', 'a'))).toEqual(
      storedText({ id: 'a', text: 'two' }),
    )
  })

  it('until they are deleted, once or again', async () => {
    await storage().write(['passages'], (tx) => tx.put('passages', storedText({ id: 'a', text: 'one' })))
    await storage().write(['passages'], (tx) => tx.delete('passages', 'a'))
    await storage().write(['passages'], (tx) => tx.delete('passages', 'a'))
    expect(await storage().read(['passages'], (tx) => tx.get('passages', 'a'))).toBeUndefined()
  })

  it('and shows a transaction what it has written itself', async () => {
    const seen = await storage().write(['uploadParts'], async (tx) => {
      await tx.put('uploadParts', uploadPartRow('part_1', 1))
      const { length } = await tx.scan('uploadParts', 'upload', { prefix: ['upload_1'] })
      await tx.delete('uploadParts', 'part_1')
      return [length, await tx.count('uploadParts', 'upload', ['upload_1'])]
    })
    expect(seen).toEqual([1, 0])
  })

  it('with blobs, byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256)
    const blob = new Blob([bytes], { type: 'image/png' })
    await storage().write(['contents'], (tx) => tx.put('contents', { id: 'file-1', blob }))
    const row = await storage().read(['contents'], (tx) => tx.get('contents', 'file-1'))
    expect(row?.blob.type).toBe('image/png')
    expect(new Uint8Array((await row?.blob.arrayBuffer()) ?? new ArrayBuffer())).toEqual(bytes)
  })

  it('with blobs that were never filled', async () => {
    await storage().write(['contents'], (tx) => tx.put('contents', { id: 'file-1', blob: new Blob([]) }))
    const row = await storage().read(['contents'], (tx) => tx.get('contents', 'file-1'))
    expect(row?.blob.size).toBe(0)
  })
}

function readsLists(storage: () => Storage): void {
  const POSITIONS = [3, 1, 10, 2, 9]

  beforeEach(async () => {
    await storage().write(['vectorStoreFiles'], async (tx) => {
      for (const position of POSITIONS)
        await tx.put('vectorStoreFiles', storeFileRow(`vs_1/${position}`, { position }))
      await tx.put('vectorStoreFiles', storeFileRow('vs_2/5', { position: 5, vectorStoreId: 'vs_2' }))
      await tx.put('vectorStoreFiles', storeFileRow('vs/5', { position: 5, vectorStoreId: 'vs' }))
    })
  })

  const positions = (range: Omit<ScanRange, 'prefix'>): Promise<number[]> =>
    storage().read(['vectorStoreFiles'], async (tx) => {
      const rows = await tx.scan('vectorStoreFiles', 'store', { prefix: ['vs_1'], ...range })
      return rows.map(({ position }) => position)
    })

  it.each<[string, Omit<ScanRange, 'prefix'>, number[]]>([
    ['in order', {}, [1, 2, 3, 9, 10]],
    ['the other way round', { order: 'desc' }, [10, 9, 3, 2, 1]],
    ['up to a limit', { limit: 2 }, [1, 2]],
    ['up to a limit from the end', { order: 'desc', limit: 2 }, [10, 9]],
    ['with a limit of one from the end', { order: 'desc', limit: 1 }, [10]],
    ['whole where the limit is not reached', { limit: 6 }, [1, 2, 3, 9, 10]],
    ['whole from the end where the limit is not reached', { order: 'desc', limit: 6 }, [10, 9, 3, 2, 1]],
    ['up to exactly all', { order: 'desc', limit: 5 }, [10, 9, 3, 2, 1]],
    ['not at all for a limit of nothing', { limit: 0 }, []],
    ['above a position', { above: 2 }, [3, 9, 10]],
    ['above a position that no row has', { above: 5 }, [9, 10]],
    ['below a position', { below: 9 }, [1, 2, 3]],
    ['between two', { above: 1, below: 10 }, [2, 3, 9]],
    ['between two, from the end, up to a limit', { above: 1, below: 10, order: 'desc', limit: 2 }, [9, 3]],
    ['above a position up to a limit', { above: 1, limit: 2 }, [2, 3]],
    ['below a position up to a limit from the end', { below: 3, order: 'desc', limit: 1 }, [2]],
    ['empty between neighbours', { above: 3, below: 9 }, []],
    ['empty above the last', { above: 10, order: 'desc', limit: 3 }, []],
    ['empty where nothing can be', { above: 5, below: 5 }, []],
    ['empty where the bounds are crossed', { above: 9, below: 2, order: 'desc' }, []],
  ])('%s', async (_name, range, expected) => {
    expect(await positions(range)).toEqual(expected)
  })

  it('of that prefix alone', async () => {
    const ids = await storage().read(['vectorStoreFiles'], async (tx) => {
      const rows = await tx.scan('vectorStoreFiles', 'store', { prefix: ['vs'] })
      return rows.map(({ id }) => id)
    })
    expect(ids).toEqual(['vs/5'])
  })

  it('of an index without a prefix', async () => {
    const object = {
      id: 'thread_1',
      object: 'thread' as const,
      created_at: 1,
      metadata: {},
      tool_resources: null,
    }
    await storage().write(['threads'], async (tx) => {
      await tx.put('threads', { id: 'thread_1', position: 2, object })
      await tx.put('threads', { id: 'thread_2', position: 1, object: { ...object, id: 'thread_2' } })
    })
    const range: ScanRange = { prefix: [], order: 'desc', limit: 10 }
    const rows = await storage().read(['threads'], (tx) => tx.scan('threads', 'all', range))
    expect(rows.map(({ id }) => id)).toEqual(['thread_1', 'thread_2'])
  })

  it('with rows of one position in the order of their ids', async () => {
    await storage().write(['vectorStoreFiles'], async (tx) => {
      for (const id of ['b', 'Z', 'ä', 'a'])
        await tx.put('vectorStoreFiles', storeFileRow(id, { position: 7, fileId: 'shared' }))
    })
    const scan = (range: Omit<ScanRange, 'prefix'>): Promise<string[]> =>
      storage().read(['vectorStoreFiles'], async (tx) => {
        const rows = await tx.scan('vectorStoreFiles', 'file', { prefix: ['shared'], ...range })
        return rows.map(({ id }) => id)
      })
    expect(await scan({})).toEqual(['Z', 'a', 'b', 'ä'])
    expect(await scan({ order: 'desc' })).toEqual(['ä', 'b', 'a', 'Z'])
    expect(await scan({ order: 'desc', limit: 2 })).toEqual(['ä', 'b'])
    expect(await scan({ limit: 3 })).toEqual(['Z', 'a', 'b'])
  })

  it('and counts them', async () => {
    const count = (prefix: string[]): Promise<number> =>
      storage().read(['vectorStoreFiles'], (tx) => tx.count('vectorStoreFiles', 'store', prefix))
    expect([await count(['vs_1']), await count(['vs_2']), await count(['vs_3'])]).toEqual([5, 1, 0])
  })
}

/** How many files of `vs_1` each status has, and all. */
async function counts(storage: Storage): Promise<Record<string, number>> {
  return storage.read(['vectorStoreFiles'], async (tx) => ({
    in_progress: await tx.count('vectorStoreFiles', 'storeStatus', ['vs_1', 'in_progress']),
    completed: await tx.count('vectorStoreFiles', 'storeStatus', ['vs_1', 'completed']),
    all: await tx.count('vectorStoreFiles', 'store', ['vs_1']),
  }))
}

function keepsIndexes(storage: () => Storage): void {
  beforeEach(async () => {
    await storage().write(['vectorStoreFiles'], async (tx) => {
      await tx.put('vectorStoreFiles', storeFileRow('a', { position: 1 }))
      await tx.put('vectorStoreFiles', storeFileRow('b', { position: 2 }))
    })
  })

  it('when a row is replaced by one of another status', async () => {
    const completed = storeFileRow('a', { position: 1, status: 'completed' })
    await storage().write(['vectorStoreFiles'], (tx) => tx.put('vectorStoreFiles', completed))
    expect(await counts(storage())).toEqual({ in_progress: 1, completed: 1, all: 2 })
    const range: ScanRange = { prefix: ['vs_1', 'completed'] }
    const rows = await storage().read(['vectorStoreFiles'], (tx) =>
      tx.scan('vectorStoreFiles', 'storeStatus', range),
    )
    expect(rows).toEqual([completed])
  })

  it('when a row moves to another position', async () => {
    await storage().write(['vectorStoreFiles'], (tx) =>
      tx.put('vectorStoreFiles', storeFileRow('a', { position: 3 })),
    )
    const rows = await storage().read(['vectorStoreFiles'], (tx) =>
      tx.scan('vectorStoreFiles', 'store', { prefix: ['vs_1'] }),
    )
    expect(rows.map(({ id, position }) => [id, position])).toEqual([
      ['b', 2],
      ['a', 3],
    ])
  })

  it('when a row is deleted', async () => {
    await storage().write(['vectorStoreFiles'], (tx) => tx.delete('vectorStoreFiles', 'a'))
    expect(await counts(storage())).toEqual({ in_progress: 1, completed: 0, all: 1 })
  })
}

function changesWhole(storage: () => Storage): void {
  it('keeping nothing of a work that throws, in no table and no index, and passes its error on', async () => {
    await storage().write(['vectorStoreFiles', 'passages'], async (tx) => {
      await tx.put('vectorStoreFiles', storeFileRow('a', { position: 1 }))
      await tx.put('vectorStoreFiles', storeFileRow('b', { position: 2 }))
      await tx.put('passages', storedText({ id: 'a', text: 'before' }))
    })
    const reason = new Error('changed my mind')
    const failing = storage().write(['vectorStoreFiles', 'passages'], async (tx) => {
      await tx.put('vectorStoreFiles', storeFileRow('a', { position: 9, status: 'completed' }))
      await tx.put('vectorStoreFiles', storeFileRow('a', { position: 8, status: 'failed' }))
      await tx.delete('vectorStoreFiles', 'b')
      await tx.put('vectorStoreFiles', storeFileRow('c', { position: 3 }))
      await tx.put('passages', storedText({ id: 'a', text: 'after' }))
      throw reason
    })
    await expect(failing).rejects.toBe(reason)
    expect(await counts(storage())).toEqual({ in_progress: 2, completed: 0, all: 2 })
    const [files, text] = await storage().read(['vectorStoreFiles', 'passages'], async (tx) => [
      await tx.scan('vectorStoreFiles', 'store', { prefix: ['vs_1'] }),
      await tx.get('passages', 'a'),
    ])
    expect(files).toEqual([storeFileRow('a', { position: 1 }), storeFileRow('b', { position: 2 })])
    expect(text).toEqual(storedText({ id: 'a', text: 'before' }))
  })

  it('and goes on after a work that failed at once', async () => {
    const reason = new Error('not even begun')
    const failing = storage().write(['passages'], () => {
      throw reason
    })
    await expect(failing).rejects.toBe(reason)
    await storage().write(['passages'], (tx) => tx.put('passages', storedText({ id: 'a', text: 'one' })))
    expect(await storage().read(['passages'], (tx) => tx.get('passages', 'a'))).toEqual(
      storedText({ id: 'a', text: 'one' }),
    )
  })

  it('and passes on what a reading throws', async () => {
    const reason = new Error('not what was looked for')
    const failing = storage().read(['passages'], async (tx) => {
      await tx.get('passages', 'a')
      throw reason
    })
    await expect(failing).rejects.toBe(reason)
  })
}

function keepsApart(storage: () => Storage): void {
  it('so that two writes do not mix', async () => {
    const append = (id: string): Promise<number> =>
      storage().write(['uploadParts'], async (tx) => {
        const range: ScanRange = { prefix: ['upload_1'], order: 'desc', limit: 1 }
        const [last] = await tx.scan('uploadParts', 'upload', range)
        const position = (last?.position ?? 0) + 1
        await tx.put('uploadParts', uploadPartRow(id, position))
        return position
      })
    const given = await Promise.all(Array.from({ length: 40 }, (_, index) => append(`part_${index}`)))
    expect(given.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  })

  it('so that a reading sees whole changes only', async () => {
    await storage().write(['passages'], async (tx) => {
      await tx.put('passages', storedText({ id: 'a', text: '0' }))
      await tx.put('passages', storedText({ id: 'b', text: '0' }))
    })
    const write = (text: string): Promise<void> =>
      storage().write(['passages'], async (tx) => {
        await tx.put('passages', storedText({ id: 'a', text }))
        await tx.get('passages', 'b')
        await tx.put('passages', storedText({ id: 'b', text }))
      })
    const read = (): Promise<(string | undefined)[]> =>
      storage().read(['passages'], async (tx) => {
        const first = await tx.get('passages', 'a')
        return [first?.text, (await tx.get('passages', 'b'))?.text]
      })
    const work = Array.from({ length: 20 }, (_, index) => [write(String(index + 1)), read()])
    const seen = (await Promise.all(work.flat())).filter((pair) => pair !== undefined)
    expect(seen).toHaveLength(20)
    expect(seen.filter(([a, b]) => a !== b)).toEqual([])
    expect(await read()).toEqual(['20', '20'])
  })
}

function refusesMisuse(storage: () => Storage): void {
  const failure = expect.objectContaining({ name: 'StorageError', kind: 'failed' })

  it('a table that the transaction was not begun for, and keeps nothing', async () => {
    const failing = storage().write(['passages'], async (tx) => {
      await tx.put('passages', storedText({ id: 'a', text: 'one' }))
      await tx.put('contents', { id: 'a', blob: new Blob([]) })
    })
    await expect(failing).rejects.toEqual(failure)
    await expect(failing).rejects.toBeInstanceOf(StorageError)
    expect(await storage().read(['passages'], (tx) => tx.get('passages', 'a'))).toBeUndefined()
    const reading = storage().read(['passages'], (tx) => tx.get('contents', 'a'))
    await expect(reading).rejects.toEqual(failure)
  })

  it('a transaction that has ended', async () => {
    const ended = await storage().write(['passages'], (tx) => Promise.resolve({ tx }))
    const late = async (): Promise<void> => ended.tx.put('passages', storedText({ id: 'a', text: 'late' }))
    await expect(late()).rejects.toEqual(failure)
    expect(await storage().read(['passages'], (tx) => tx.get('passages', 'a'))).toBeUndefined()
  })
}
