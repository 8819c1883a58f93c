import {
  Box,
  ChartColumn,
  CircleQuestionMark,
  CirclePlay,
  Database,
  File,
  MessageSquare,
  Settings,
  Spline,
  UserRound,
  Wrench,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { ScreenName } from '@/router/names.ts'

/** Icon and title key of each screen of the navigation. */
export const SCREENS = {
  chat: { icon: MessageSquare, title: 'shell.screens.chat' },
  assistants: { icon: UserRound, title: 'shell.screens.assistants' },
  threads: { icon: Spline, title: 'shell.screens.threads' },
  runs: { icon: CirclePlay, title: 'shell.screens.runs' },
  files: { icon: File, title: 'shell.screens.files' },
  'vector-stores': { icon: Database, title: 'shell.screens.vector_stores' },
  models: { icon: Box, title: 'shell.screens.models' },
  usage: { icon: ChartColumn, title: 'shell.screens.usage' },
  tools: { icon: Wrench, title: 'shell.screens.tools' },
  settings: { icon: Settings, title: 'shell.screens.settings' },
  help: { icon: CircleQuestionMark, title: 'shell.screens.help' },
} as const satisfies Record<ScreenName, { icon: Component; title: string }>
