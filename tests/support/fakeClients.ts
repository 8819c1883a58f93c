import OpenAI from 'openai'
import { provideClients } from '@/services/clients.ts'

/** Lets every connection's client reach `answer` instead of the network. Gives the addresses asked for, as they come. */
export function provideAnswers(answer: (url: URL) => Response | Promise<Response>): string[] {
  const asked: string[] = []
  provideClients((connection) =>
    Promise.resolve(
      new OpenAI({
        apiKey: 'none',
        baseURL: connection.baseURL,
        maxRetries: 0,
        dangerouslyAllowBrowser: true,
        fetch: (input) => {
          const url = new URL(input instanceof Request ? input.url : input)
          asked.push(url.pathname)
          return Promise.resolve(answer(url))
        },
      }),
    ),
  )
  return asked
}

/** A model list as the API answers it. */
export function modelList(models: object[]): Response {
  return Response.json({ object: 'list', data: models.map((model) => ({ object: 'model', ...model })) })
}
