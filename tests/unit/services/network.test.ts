import { describe, expect, it } from 'vitest'
import { diagnoseNetworkError, placeOf, type PageEnvironment } from '@/services/network.ts'

const answers: typeof fetch = () => Promise.resolve(new Response(null))
const fails: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'))

function page(changes: Partial<PageEnvironment> = {}): PageEnvironment {
  return {
    pageURL: 'https://skein.test/',
    isOnline: true,
    fetch: answers,
    localNetworkPermission: () => Promise.resolve('unknown'),
    ...changes,
  }
}

describe('diagnoseNetworkError', () => {
  it.each<[string, string, Partial<PageEnvironment>, string]>([
    ['a host that is up', 'https://api.test/v1', {}, 'cors'],
    ['a host that is down', 'https://api.test/v1', { fetch: fails }, 'unreachable'],
    ['no network', 'https://api.test/v1', { isOnline: false, fetch: fails }, 'offline'],
    [
      'a local server while offline',
      'http://localhost:11434/v1',
      { isOnline: false, fetch: fails },
      'unreachable',
    ],
    ['http from an https page', 'http://api.test/v1', {}, 'mixed-content'],
    ['http from an http page', 'http://api.test/v1', { pageURL: 'http://skein.test/' }, 'cors'],
    [
      'a denied permission',
      'http://localhost:1/v1',
      { localNetworkPermission: () => Promise.resolve('denied') },
      'local-network',
    ],
    [
      'a granted permission',
      'http://localhost:1/v1',
      { localNetworkPermission: () => Promise.resolve('granted') },
      'cors',
    ],
    ['loopback without that permission', 'http://127.0.0.1:1/v1', {}, 'cors'],
    ['http in the local network without that permission', 'http://192.168.1.9:1/v1', {}, 'mixed-content'],
    [
      'loopback from a local page',
      'http://127.0.0.1:1/v1',
      { pageURL: 'http://localhost:4173/', localNetworkPermission: () => Promise.resolve('denied') },
      'cors',
    ],
    ['a host that is up, outside a page', 'https://api.test/v1', { pageURL: '' }, 'unreachable'],
    ['an address that is none', 'nonsense', {}, 'unreachable'],
  ])('names the cause: %s', async (_, url, changes, kind) => {
    expect(await diagnoseNetworkError({ url, ...page(changes) })).toBe(kind)
  })

  it('asks without credentials and without a preflight', async () => {
    const inits: (RequestInit | undefined)[] = []
    const fetch: typeof globalThis.fetch = (_, init) => {
      inits.push(init)
      return Promise.resolve(new Response(null))
    }
    await diagnoseNetworkError({ url: 'https://api.test/v1', ...page({ fetch }) })

    expect(inits).toMatchObject([{ mode: 'no-cors', credentials: 'omit' }])
    expect(inits[0]).not.toHaveProperty('headers')
  })
})

describe('placeOf', () => {
  it.each([
    ['localhost', 'loopback'],
    ['app.localhost', 'loopback'],
    ['127.0.0.2', 'loopback'],
    ['[::1]', 'loopback'],
    ['', 'loopback'],
    ['10.0.0.1', 'local'],
    ['172.20.1.1', 'local'],
    ['192.168.0.3', 'local'],
    ['100.101.1.1', 'local'],
    ['nas.local', 'local'],
    ['[fd12::1]', 'local'],
    ['[fe80::1]', 'local'],
    ['172.32.0.1', 'public'],
    ['8.8.8.8', 'public'],
    ['10.example.com', 'public'],
    ['api.openai.com', 'public'],
    ['[2606:4700::1]', 'public'],
  ])('puts %s in %s', (hostname, place) => {
    expect(placeOf(hostname)).toBe(place)
  })
})
