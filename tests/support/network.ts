import { http, passthrough } from 'msw'
import { setupServer } from 'msw/node'

/** The network of component tests: servers of this machine are real; any other request fails, loudly. */
export const network = setupServer(http.all(/^http:\/\/127\.0\.0\.1:\d+\//u, () => passthrough()))
