import { answerRequest } from './answerRequest.ts'
import type { TokenRequest } from './tokenMessages.ts'

// The worker of `tokenizer.ts`.
addEventListener('message', ({ data }: MessageEvent<TokenRequest>) => {
  void answerRequest(data, (answer) => postMessage(answer))
})
