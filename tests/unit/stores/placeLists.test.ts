import { describe, expect, it } from 'vitest'
import { AppError } from '@/domain/errors.ts'
import { createPlaceLists } from '@/stores/placeLists.ts'

interface Item {
  id: string
  created_at: number
}

const item = (number: number): Item => ({ id: `item_${number}`, created_at: number })
const offline = new AppError({ kind: 'offline', detail: 'No network.' })

/** A list whose pages the test gives, one by one. */
function scene() {
  let give: (page: Item[] | Error | null) => void = () => undefined
  let asked = 0
  const lists = createPlaceLists<Item>(async function* () {
    asked += 1
    for (;;) {
      const page = await new Promise<Item[] | Error | null>((resolve) => (give = resolve))
      if (page === null) return
      if (page instanceof Error) throw page
      yield page
    }
  })
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
  return {
    lists,
    asked: () => asked,
    give: async (...pages: (Item[] | Error | null)[]): Promise<void> => {
      for (const page of pages) {
        await settled()
        give(page)
        await settled()
      }
    },
    ids: (): string[] => {
      const list = lists.listOf('here')
      return list.status === 'ready' ? list.value.map(({ id }) => id) : [list.status]
    },
  }
}

describe('createPlaceLists', () => {
  it('shows each page as it comes, and is refreshing until the last', async () => {
    const { lists, give, ids } = scene()
    const done = lists.load('here')
    expect(ids()).toEqual(['pending'])
    await give([item(3)])
    expect(lists.listOf('here')).toMatchObject({ status: 'ready', isRefreshing: true })
    await give([item(2)], null)
    await done
    expect(ids()).toEqual(['item_3', 'item_2'])
    expect(lists.listOf('here')).toMatchObject({ isRefreshing: false })
  })

  it('asks once, and again where it is told to', async () => {
    const { lists, give, asked } = scene()
    void lists.load('here')
    void lists.load('here')
    await give(null)
    await lists.load('here')
    expect(asked()).toBe(1)
    void lists.load('here', { force: true })
    await give(null)
    expect(asked()).toBe(2)
  })

  it('keeps a list that is shown whole until the new one is', async () => {
    const { lists, give, ids } = scene()
    void lists.load('here')
    await give([item(2)], [item(1)], null)
    void lists.load('here', { force: true })
    await give([item(2)])
    expect(ids()).toEqual(['item_2', 'item_1'])
    await give(null)
    expect(ids()).toEqual(['item_2'])
  })

  it('lets no answer undo what was made, changed and deleted while it was on its way', async () => {
    const { lists, give, ids } = scene()
    void lists.load('here')
    await give([item(3)], null)
    void lists.load('here', { force: true })
    lists.put('here', item(4))
    lists.drop('here', 'item_3')
    await give([item(3), item(2)], null)
    expect(ids()).toEqual(['item_4', 'item_2'])
    expect(lists.byId('here', 'item_3')).toBeUndefined()
  })

  it('knows an item before its list, and has it in the list only once that is there', async () => {
    const { lists, give, ids } = scene()
    lists.put('here', item(1))
    expect(lists.byId('here', 'item_1')).toEqual(item(1))
    expect(lists.byId('elsewhere', 'item_1')).toBeUndefined()
    expect(ids()).toEqual(['pending'])
    void lists.load('here')
    await give([item(1)], null)
    expect(ids()).toEqual(['item_1'])
  })

  it('says why there is no list, and asks again', async () => {
    const { lists, give, ids } = scene()
    void lists.load('here')
    await give(offline)
    expect(lists.listOf('here')).toEqual({ status: 'failed', error: offline.data })
    void lists.load('here')
    await give([item(1)], null)
    expect(ids()).toEqual(['item_1'])
  })

  it('keeps the list where a refresh fails, and says so', async () => {
    const { lists, give, ids } = scene()
    void lists.load('here')
    await give([item(1)], null)
    void lists.load('here', { force: true })
    await give(offline)
    expect(ids()).toEqual(['item_1'])
    expect(lists.refreshErrorOf('here')).toEqual(offline.data)
    void lists.load('here')
    await give([item(1)], null)
    expect(lists.refreshErrorOf('here')).toBeNull()
  })

  it('forgets a list that is not wanted any more, with what is still on its way', async () => {
    const { lists, give, ids } = scene()
    void lists.load('here')
    lists.forget('here')
    await give([item(1)], null)
    expect(ids()).toEqual(['pending'])
  })
})
