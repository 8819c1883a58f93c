import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import type { ContractSuite } from '../../support/contractTarget.ts'

export const assistantsContract: ContractSuite = (target) => {
  describe('assistants', () => {
    it('are created with the defaults of the API', async () => {
      const { client, model } = target()
      const assistant = await client.beta.assistants.create({ model })
      expect(assistant).toMatchObject({
        object: 'assistant',
        model,
        name: null,
        description: null,
        instructions: null,
        tools: [],
        metadata: {},
        temperature: 1,
        top_p: 1,
        response_format: 'auto',
      })
      expect(await client.beta.assistants.retrieve(assistant.id)).toEqual(assistant)
    })

    it('are listed newest first, page by page', async () => {
      const { client, model } = target()
      const made = []
      for (const name of ['a', 'b', 'c']) made.push(await client.beta.assistants.create({ model, name }))
      const first = await client.beta.assistants.list({ limit: 2 })
      expect(first.data.map(({ name }) => name)).toEqual(['c', 'b'])
      expect(first.has_more).toBe(true)
      const all = await collect(client.beta.assistants.list({ limit: 2, before: undefined }))
      expect(all.slice(0, 3).map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse())
    })
  })
}
