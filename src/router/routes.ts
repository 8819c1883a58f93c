import type { RouteRecordRaw } from 'vue-router'
import { loadView } from './loadView.ts'
import type { UpcomingScreen } from './names.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** The key of the screen's title. */
    title: `shell.screens.${RouteTitle}`
  }
}

type RouteTitle =
  | 'chat'
  | 'assistants'
  | 'threads'
  | 'runs'
  | 'files'
  | 'vector_stores'
  | 'models'
  | 'usage'
  | 'tools'
  | 'settings'
  | 'not_found'

const upcoming = (path: string, name: UpcomingScreen, title: RouteTitle): RouteRecordRaw => ({
  path,
  name,
  component: loadView(() => import('@/views/upcoming/UpcomingView.vue'), ['upcoming']),
  props: { screen: name },
  meta: { title: `shell.screens.${title}` },
})

export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: { name: 'chat' } },
  {
    path: '/chat/:id?',
    name: 'chat',
    component: loadView(() => import('@/views/chat/ChatView.vue'), ['chat', 'errors']),
    meta: { title: 'shell.screens.chat' },
  },
  upcoming('/assistants/:id?', 'assistants', 'assistants'),
  upcoming('/threads/:id?', 'threads', 'threads'),
  upcoming('/runs/:id?', 'runs', 'runs'),
  upcoming('/files/:id?', 'files', 'files'),
  upcoming('/vector-stores/:id?', 'vector-stores', 'vector_stores'),
  {
    path: '/models',
    name: 'models',
    component: loadView(() => import('@/views/models/ModelsView.vue'), ['models', 'errors']),
    meta: { title: 'shell.screens.models' },
  },
  upcoming('/usage', 'usage', 'usage'),
  upcoming('/tools', 'tools', 'tools'),
  {
    path: '/settings/:section?',
    name: 'settings',
    component: loadView(
      () => import('@/views/settings/SettingsView.vue'),
      ['settings', 'connections', 'errors'],
    ),
    meta: { title: 'shell.screens.settings' },
  },
  {
    path: '/:path(.*)*',
    name: 'not-found',
    component: loadView(() => import('@/views/NotFoundView.vue'), []),
    meta: { title: 'shell.screens.not_found' },
  },
]
