type Schema = Record<string, unknown>

/** Objects inside objects; a schema may refer to itself. */
const DEEPEST = 5

/** A value that fits a JSON schema, to try a function with: its own examples where it has some, else the plainest of each type. */
export function sampleArguments(root: unknown): unknown {
  return isSchema(root) ? sampleOf(root, root, 0) : {}
}

function sampleOf(value: unknown, root: Schema, depth: number): unknown {
  const schema = followed(value, root)
  const said = saidBy(schema)
  if (said !== undefined) return said
  const way = ['anyOf', 'oneOf', 'allOf'].map((name) => schema[name]).find(Array.isArray)
  if (way !== undefined && depth < DEEPEST) return sampleOf(way[0], root, depth + 1)
  switch (typeOf(schema)) {
    case 'string':
      return ''
    case 'number':
    case 'integer':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 0
    case 'boolean':
      return false
    case 'array':
      return depth < DEEPEST && 'items' in schema ? [sampleOf(schema['items'], root, depth + 1)] : []
    case 'object':
      return objectOf(schema, root, depth)
    default:
      return null
  }
}

function objectOf({ properties }: Schema, root: Schema, depth: number): Schema {
  const entries = isSchema(properties) && depth < DEEPEST ? Object.entries(properties) : []
  return Object.fromEntries(entries.map(([name, schema]) => [name, sampleOf(schema, root, depth + 1)]))
}

/** The value that a schema names itself. */
function saidBy(schema: Schema): unknown {
  if ('const' in schema) return schema['const']
  if ('default' in schema) return schema['default']
  const listed = [schema['examples'], schema['enum']].find((values) => Array.isArray(values))
  return listed?.[0]
}

function typeOf(schema: Schema): unknown {
  const types: unknown[] = [schema['type']].flat()
  if (types[0] !== undefined) return types.find((type) => type !== 'null') ?? 'null'
  return 'properties' in schema ? 'object' : 'string'
}

/** What a schema refers to inside the root; an empty one where that is nothing. */
function followed(value: unknown, root: Schema): Schema {
  const ref = isSchema(value) ? value['$ref'] : undefined
  if (typeof ref !== 'string') return isSchema(value) ? value : {}
  let place: unknown = root
  for (const name of ref.split('/').slice(1)) place = isSchema(place) ? place[name] : undefined
  return isSchema(place) ? place : {}
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
