const RESERVED = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static super switch this
  throw true try typeof var void while with yield args`.split(/\s+/),
)

/** A handler to begin with, made from a function's parameters: it works, and gives back what it was called with. */
export function starterHandler(parameters: unknown): string {
  const names = propertyNames(parameters).filter(isVariable)
  if (names.length === 0) return 'return args\n'
  return `const { ${names.join(', ')} } = args\n\nreturn { ${names.join(', ')} }\n`
}

function propertyNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return []
  const { properties } = schema
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

function isVariable(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !RESERVED.has(name)
}
