import { provideClients } from '@/services/clients.ts'
import { createClient } from '@/services/createClient.ts'
// Loaded with the test, so that no wait inside it is a wait for the SDK.
import '@/services/sdk.ts'

/** Lets every connection's client reach `answer` instead of the network. Gives the addresses asked for, as they come. */
export function provideAnswers(answer: (url: URL) => Response | Promise<Response>): string[] {
  const asked: string[] = []
  provideClients((connection) =>
    createClient(connection, {
      apiKey: null,
      fetch: (input) => {
        const url = new URL(input instanceof Request ? input.url : input)
        asked.push(url.pathname)
        return Promise.resolve(answer(url))
      },
    }),
  )
  return asked
}

/** A model list as the API answers it. */
export function modelList(models: object[]): Response {
  return Response.json({ object: 'list', data: models.map((model) => ({ object: 'model', ...model })) })
}
