export const ROUTE_NAMES = [
  'chat',
  'assistants',
  'threads',
  'runs',
  'files',
  'vector-stores',
  'models',
  'usage',
  'tools',
  'settings',
  'not-found',
] as const

export type RouteName = (typeof ROUTE_NAMES)[number]

/** The screens of the navigation, in its order, in its groups. */
export const NAVIGATION = [
  { group: 'work', routes: ['chat', 'assistants', 'threads', 'runs'] },
  { group: 'library', routes: ['files', 'vector-stores', 'models'] },
  { group: 'workbench', routes: ['usage', 'tools', 'settings'] },
] as const satisfies { group: string; routes: RouteName[] }[]

export type ScreenName = (typeof NAVIGATION)[number]['routes'][number]

/** Screens whose work comes with a later version. */
export type UpcomingScreen = Exclude<ScreenName, 'chat' | 'models' | 'settings'>
