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
  | 'help'
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
  {
    path: '/assistants/:id?',
    name: 'assistants',
    component: loadView(
      () => import('@/views/assistants/AssistantsView.vue'),
      ['assistants', 'files', 'models', 'parameters', 'errors'],
    ),
    meta: { title: 'shell.screens.assistants' },
  },
  {
    path: '/threads/:id?',
    name: 'threads',
    component: loadView(
      () => import('@/views/threads/ThreadsView.vue'),
      ['threads', 'runs', 'assistants', 'files', 'help', 'models', 'chat', 'errors'],
    ),
    meta: { title: 'shell.screens.threads' },
  },
  {
    path: '/runs/:id?',
    name: 'runs',
    component: loadView(() => import('@/views/runs/RunsView.vue'), ['runs', 'assistants', 'errors']),
    meta: { title: 'shell.screens.runs' },
  },
  {
    path: '/files/:id?',
    name: 'files',
    component: loadView(() => import('@/views/files/FilesView.vue'), ['files', 'errors']),
    meta: { title: 'shell.screens.files' },
  },
  {
    path: '/vector-stores/:id?',
    name: 'vector-stores',
    component: loadView(
      () => import('@/views/vector-stores/VectorStoresView.vue'),
      ['vectorStores', 'files', 'errors'],
    ),
    meta: { title: 'shell.screens.vector_stores' },
  },
  {
    path: '/models',
    name: 'models',
    component: loadView(() => import('@/views/models/ModelsView.vue'), ['models', 'errors']),
    meta: { title: 'shell.screens.models' },
  },
  upcoming('/usage', 'usage', 'usage'),
  {
    path: '/tools',
    name: 'tools',
    component: loadView(() => import('@/views/tools/ToolsView.vue'), ['tokens', 'errors']),
    meta: { title: 'shell.screens.tools' },
  },
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
    path: '/help/:section?',
    name: 'help',
    component: loadView(
      () => import('@/views/help/HelpView.vue'),
      ['help', 'runs', 'errors', 'errorCodes', 'limits'],
    ),
    meta: { title: 'shell.screens.help' },
  },
  {
    path: '/:path(.*)*',
    name: 'not-found',
    component: loadView(() => import('@/views/NotFoundView.vue'), []),
    meta: { title: 'shell.screens.not_found' },
  },
]
