import { createRouter, createWebHashHistory } from 'vue-router'
import { routes } from './routes.ts'

/** Hash routes: the page works from any static host and under any path. */
export const router = createRouter({ history: createWebHashHistory(), routes })
