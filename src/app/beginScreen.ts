import { loadRouteLocation, type Router } from 'vue-router'
import { loadMarkdownView } from '../components/chat/markdownView.ts'
import { loadAreas } from '../i18n/index.ts'
import { useChatsStore } from '../stores/chats.ts'
import { useMessagesStore } from '../stores/messages.ts'

/**
 * Begins what the screen at the page's address needs, chunks, words and stored messages, before the app is mounted:
 * one after the other they would take twice as long. Who needs them asks again, and says what failed.
 * Takes the router, not installed yet. Gives when to go on.
 */
export async function beginScreen(router: Router): Promise<void> {
  const route = router.resolve(router.options.history.location)
  // A redirection has nothing of its own to load.
  if (route.matched.some(({ redirect }) => redirect !== undefined)) return
  begin(() => loadRouteLocation(route))
  if (route.name !== 'chat' || !route.params['id']) return
  const id = String(route.params['id'])
  begin(() => useChatsStore().load())
  begin(() => useMessagesStore().open(id))
  // The words are few, and nothing shows without them: they must not wait behind the chunks.
  await loadAreas(['chat', 'errors', 'markdown']).catch(() => undefined)
  begin(() => import('../views/chat/ChatConversation.vue'))
  begin(loadMarkdownView)
}

function begin(task: () => Promise<unknown>): void {
  task().catch(() => undefined)
}
