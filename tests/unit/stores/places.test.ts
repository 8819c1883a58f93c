// @vitest-environment jsdom
import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionDraft } from '@/domain/connectionDraft.ts'
import { AppError } from '@/domain/errors.ts'
import { provideBrowserClient, provideClients } from '@/services/clients.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { usePlacesStore } from '@/stores/places.ts'
import { provideAnswers } from '../../support/fakeClients.ts'
import { clientOf, errorOf, memoryClient } from '../../support/serviceScene.ts'

const draft = (name: string, assistants: ConnectionDraft['assistants'] = 'auto'): ConnectionDraft => ({
  name,
  kind: 'custom',
  baseURL: 'http://127.0.0.1:9999/v1',
  api: 'auto',
  assistants,
  key: { mode: 'none' },
})

let pinias: Pinia[] = []

function openPage(): void {
  const pinia = createPinia()
  pinias.push(pinia)
  setActivePinia(pinia)
}

/** Every connection's server keeps what `paths` begin, and has nothing else. Gives the addresses asked for, as they come. */
const serve = (paths: readonly string[]): string[] =>
  provideAnswers(({ pathname }) =>
    paths.some((path) => pathname.endsWith(path))
      ? Response.json({ object: 'list', data: [], has_more: false })
      : Response.json({ error: { message: 'No such path.' } }, { status: 404 }),
  )

const names = (ability: 'assistants' | 'files'): string[] =>
  usePlacesStore().places[ability].map(({ connection }) => connection?.name ?? 'browser')

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  openPage()
})
afterEach(() => {
  pinias.forEach(disposePinia)
  pinias = []
})

describe('usePlacesStore', () => {
  it('has this browser alone where no connection keeps anything', async () => {
    useConnectionsStore().add(draft('Chats only'))
    serve([])
    const places = usePlacesStore()
    await places.discover('assistants')
    await places.discover('files')
    expect(names('assistants')).toEqual(['browser'])
    expect(names('files')).toEqual(['browser'])
    expect(places.current('assistants').id).toBe('browser')
  })

  it('finds out by one question whether a server keeps assistants, and their files with them', async () => {
    const { id } = useConnectionsStore().add(draft('Old friend'))
    const asked = serve(['/assistants', '/files'])
    const places = usePlacesStore()
    await places.discover('assistants')
    await places.discover('assistants')
    expect(asked).toEqual(['/v1/assistants'])
    expect(names('assistants')).toEqual(['browser', 'Old friend'])
    places.select(id)
    expect(places.current('assistants').id).toBe(id)
  })

  it('shows a server that keeps files alone for files, and this browser for assistants', async () => {
    const { id } = useConnectionsStore().add(draft('Files only'))
    serve(['/files'])
    const places = usePlacesStore()
    await places.discover('assistants')
    await places.discover('files')
    places.select(id)
    expect(places.current('files').id).toBe(id)
    expect(places.current('assistants').id).toBe('browser')
  })

  it('asks nobody of whom the person has said it', async () => {
    useConnectionsStore().add(draft('Yes', 'yes'))
    useConnectionsStore().add(draft('No', 'no'))
    const asked = serve([])
    await usePlacesStore().discover('assistants')
    expect(asked).toEqual([])
    expect(names('assistants')).toEqual(['browser', 'Yes'])
  })

  it('asks again after a key was locked', async () => {
    useConnectionsStore().add(draft('Locked'))
    provideClients(() => Promise.reject(new AppError({ kind: 'locked', detail: 'Unlock the keys.' })))
    const places = usePlacesStore()
    await places.discover('assistants')
    expect(names('assistants')).toEqual(['browser'])
    serve(['/assistants'])
    await places.discover('assistants')
    expect(names('assistants')).toEqual(['browser', 'Locked'])
  })

  it('keeps the choice over a reload, and falls back to this browser when its connection is gone', () => {
    const { id } = useConnectionsStore().add(draft('Mine', 'yes'))
    usePlacesStore().select(id)
    openPage()
    expect(usePlacesStore().current('assistants').id).toBe(id)
    useConnectionsStore().remove(id)
    expect(usePlacesStore().current('assistants').id).toBe('browser')
    expect(usePlacesStore().byId(id)).toBeUndefined()
  })

  it('stays with the choice while it is asked what that can', async () => {
    const { id } = useConnectionsStore().add(draft('Slow'))
    useConnectionsStore().add(draft('Another'))
    usePlacesStore().select(id)
    openPage()
    const places = usePlacesStore()
    expect(places.current('assistants').id).toBe(id)
    expect(names('assistants')).toEqual(['browser', 'Slow'])
    serve([])
    await places.discover('assistants')
    expect(places.current('assistants').id).toBe('browser')
  })

  it('gives the client of a place', async () => {
    const browser = await memoryClient()
    const server = await clientOf(() => Response.json({}))
    provideBrowserClient(() => Promise.resolve(browser))
    provideClients(() => Promise.resolve(server))
    const { id } = useConnectionsStore().add(draft('Mine', 'yes'))
    const places = usePlacesStore()
    expect(await places.clientOf('browser')).toBe(browser)
    expect(await places.clientOf(id)).toBe(server)
    expect((await errorOf(places.clientOf('gone'))).kind).toBe('not-found')
  })
})
