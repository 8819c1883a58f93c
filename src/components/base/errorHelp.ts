import type { RouteLocationRaw } from 'vue-router'

interface Asked {
  code?: string | undefined
  kind?: string | undefined
  area?: string | undefined
}

/** The address of what Help says of an error. */
export function errorHelp({ code, kind, area }: Asked): RouteLocationRaw {
  const query = { ...(code && { code }), ...(kind && { kind }), ...(area && { of: area }) }
  return { name: 'help', params: { section: 'errors' }, query }
}
