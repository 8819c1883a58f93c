/**
 * `body` without the fields that a server refused, as it named them: `seed`, or `reasoning.summary` inside an object.
 * An object left empty by that goes too.
 */
export function withoutFields<T extends object>(body: T, names: readonly string[]): T {
  return names.reduce((left, name) => withoutField(left, name.split('.')), body)
}

function withoutField<T extends object>(target: T, [field = '', ...rest]: string[]): T {
  const copy = { ...target }
  const inner: unknown = Reflect.get(copy, field)
  const left = rest.length > 0 && typeof inner === 'object' && inner !== null ? withoutField(inner, rest) : {}
  if (Object.keys(left).length > 0) Reflect.set(copy, field, left)
  else Reflect.deleteProperty(copy, field)
  return copy
}

/** The JSON schema of a function that takes nothing; llama.cpp insists on having one. */
export const NO_ARGUMENTS = { type: 'object', properties: {}, additionalProperties: false }
