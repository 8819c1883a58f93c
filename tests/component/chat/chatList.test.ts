import '../../support/layoutStubs.ts'
import type { DOMWrapper, VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import ChatList from '@/components/chat/ChatList.vue'
import type { Chat } from '@/domain/chat.ts'
import { chatOf } from '../../support/chatData.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
afterEach(() => wrapper.unmount())

const today = Date.now()
const chats: Chat[] = [
  chatOf({ id: 'a', title: 'Alpha', updatedAt: today }),
  chatOf({ id: 'b', title: 'Beta', updatedAt: today - 1, folder: 'Work' }),
  chatOf({ id: 'p', title: 'Pinned one', updatedAt: 1000, isPinned: true }),
  chatOf({ id: 'z', title: 'Put away', updatedAt: 1000, isArchived: true }),
  chatOf({ id: 'u', title: '', updatedAt: 1000 }),
]

async function mountList(props: Record<string, unknown> = {}): Promise<void> {
  wrapper = await mountWithWords(ChatList, {
    props: {
      chats,
      folders: ['Work'],
      currentId: 'a',
      liveIds: new Set(['b']),
      hits: null,
      filter: { kind: 'all' },
      hrefOf: (id: string) => `#/chat/${id}`,
      menuOf: () => [],
      isLoading: false,
      query: '',
      renamingId: null,
      ...props,
    },
  })
}

const links = (): string[] => wrapper.findAll('li a b').map((title) => title.text())
const item = (title: string): DOMWrapper<Element> | undefined =>
  wrapper.findAll('li').find((one) => one.text().includes(title))

describe('ChatList', () => {
  it('shows pinned chats first, then by day, and no archived ones', async () => {
    await mountList()
    expect(wrapper.findAll('h3').map((heading) => heading.text())).toEqual(['Pinned', 'Today', 'Older'])
    expect(links()).toEqual(['Pinned one', 'Alpha', 'Beta', 'Untitled chat'])
  })

  it('marks the chat that is shown and those with a reply under way', async () => {
    await mountList()
    expect(item('Alpha')?.get('a').attributes()).toMatchObject({ href: '#/chat/a', 'aria-current': 'page' })
    expect(item('Beta')?.text()).toContain('Answering')
    expect(item('Alpha')?.text()).not.toContain('Answering')
  })

  it('shows a folder or the archive, and says how to leave it', async () => {
    await mountList({ filter: { kind: 'folder', folder: 'Work' } })
    expect(links()).toEqual(['Beta'])
    await wrapper.setProps({ filter: { kind: 'archive' } })
    expect(links()).toEqual(['Put away'])
    await wrapper.get('[aria-label="All chats"]').trigger('click')
    expect(wrapper.emitted('filter')).toEqual([[{ kind: 'all' }]])
  })

  it('shows what a search found, with the text around it', async () => {
    await mountList({
      query: 'bird',
      hits: [{ chatId: 'a', title: 'Alpha', excerpt: '…a blackbird sings…', messageId: 'm' }],
    })
    await vi.waitFor(() => expect(wrapper.text()).toContain('1 match'))
    expect(wrapper.text()).toContain('…a blackbird sings…')
    expect(links()).toEqual(['Alpha'])
  })

  it.each([
    ['Enter', [['b', 'Better']]],
    ['Escape', undefined],
  ])('renames in place; %s ends it', async (key, renamed) => {
    await mountList({ renamingId: 'b' })
    const field = wrapper.get<HTMLInputElement>('[aria-label="Title of the chat"]')
    expect(field.element.value).toBe('Beta')
    await field.setValue('Better')
    await field.trigger('keydown', { key })
    expect(wrapper.emitted('rename')).toEqual(renamed)
    expect(wrapper.find('[aria-label="Title of the chat"]').exists()).toBe(false)
  })

  it('draws a long list in helpings', async () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      chatOf({ id: `m${index}`, title: `Chat ${index}`, updatedAt: today - index }),
    )
    await mountList({ chats: many })
    expect(links()).toHaveLength(100)
  })

  it('says what will be here when there is nothing', async () => {
    await mountList({ chats: [] })
    expect(wrapper.text()).toContain('Chats appear here once you have sent a message.')
  })
})
