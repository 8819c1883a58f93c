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
  'help',
  'not-found',
] as const

export type RouteName = (typeof ROUTE_NAMES)[number]

/** The screens of the navigation, in its order, in its groups. */
export const NAVIGATION = [
  { group: 'work', routes: ['chat', 'assistants', 'threads', 'runs'] },
  { group: 'library', routes: ['files', 'vector-stores', 'models'] },
  { group: 'workbench', routes: ['usage', 'tools', 'settings', 'help'] },
] as const satisfies { group: string; routes: RouteName[] }[]

export type ScreenName = (typeof NAVIGATION)[number]['routes'][number]

/** Screens whose work comes with a later version. */
export type UpcomingScreen = 'usage'

/** The address of an object of the API: its screen, its id, and the place where it lives, unless that is this browser. */
export interface ObjectLocation {
  name: RouteName
  params: { id: string }
  query: Record<string, string>
}

/** Where the object with this id is shown. */
export function locationOf(name: RouteName, id: string, placeId: string): ObjectLocation {
  return { name, params: { id }, query: placeId === 'browser' ? {} : { place: placeId } }
}
