import { relay, type RelayRequest } from './streamRelay.ts'

// The worker of `streamFetch.ts`.
addEventListener('message', ({ data }: MessageEvent<RelayRequest>) => void relay(data))
postMessage('ready')
