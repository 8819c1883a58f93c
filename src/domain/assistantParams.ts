/** What the server says of the value at a place such as `tools[0].function.name`, or of something inside it. */
export type ErrorAt = (param: string) => string | undefined

/** `tools.0.function` → `tools[0].function`: servers write a place in either way. */
export function normalizedParam(param: string): string {
  return param.replaceAll(/\.(\d+)(?=\.|\[|$)/gu, '[$1]')
}

/** Whether the place `param` is `field`, or inside of it. */
export function isAtParam(field: string, param: string): boolean {
  const place = normalizedParam(param)
  return place === field || place.startsWith(`${field}.`) || place.startsWith(`${field}[`)
}

/** Of the fields of a form, the one that is nearest to the place that a server names; undefined where none has it. */
export function fieldAtParam(fields: readonly string[], param: string): string | undefined {
  return fields.filter((field) => isAtParam(field, param)).toSorted((a, b) => b.length - a.length)[0]
}
