import { describe, expect, it } from 'vitest'
import { assistantsAbility } from '@/services/assistantsAbility.ts'
import { clientOf, clientOver, errorOf, memoryClient, signal } from '../../support/serviceScene.ts'

const refusal = (status: number) => () => Response.json({ error: { message: 'No.' } }, { status })

describe('assistantsAbility', () => {
  it('sees that a server speaks Assistants v2, by one request', async () => {
    const asked: Request[] = []
    const client = await clientOver((input, init) => {
      asked.push(new Request(input, init))
      return Promise.resolve(Response.json({ object: 'list', data: [], has_more: false }))
    })

    expect(await assistantsAbility(client, signal)).toBe(true)
    expect(asked.map(({ url }) => url)).toEqual(['https://server.invalid/v1/assistants?limit=1'])
    expect(asked[0]?.headers.get('openai-beta')).toBe('assistants=v2')
  })

  it('sees it of the runtime', async () => {
    expect(await assistantsAbility(await memoryClient(), signal)).toBe(true)
  })

  it.each<[string, () => Response, boolean | null]>([
    ['there is no such path', refusal(404), false],
    ['something else is there', () => Response.json({ message: 'welcome' }), false],
    ['the key is refused', refusal(401), null],
    ['the server is down', refusal(503), null],
  ])('says where %s', async (_, answer, expected) => {
    expect(await assistantsAbility(await clientOf(answer), signal)).toBe(expected)
  })

  it('says that a server that is silent tells nothing', async () => {
    const client = await clientOver(() => Promise.reject(new TypeError('Failed to fetch')))

    expect(await assistantsAbility(client, signal)).toBeNull()
  })

  it('stops', async () => {
    const client = await memoryClient()

    expect((await errorOf(assistantsAbility(client, AbortSignal.abort()))).kind).toBe('aborted')
  })
})
