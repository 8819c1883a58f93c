import type { VectorStoreFile } from './api.ts'

type Attributes = NonNullable<VectorStoreFile['attributes']>
export type AttributeValue = Attributes[string]

/**
 * The value that is meant by what was typed: a number, `true` or `false`, else the text itself. In double quotes it is a text whatever it
 * says.
 */
export function attributeValueOf(typed: string): AttributeValue {
  const text = typed.trim()
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?\d+(\.\d+)?$/u.test(text)) return Number(text)
  return /^".*"$/su.test(text) ? text.slice(1, -1) : text
}

/** What one types for a value. */
export function typedAttribute(value: AttributeValue): string {
  if (typeof value !== 'string') return String(value)
  return attributeValueOf(value) === value ? value : `"${value}"`
}

/** A file's attributes as they are typed. */
export function typedAttributes(attributes: VectorStoreFile['attributes']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes ?? {}).map(([key, value]) => [key, typedAttribute(value)]),
  )
}

/** The attributes that were typed. */
export function attributesOf(typed: Readonly<Record<string, string>>): Attributes {
  return Object.fromEntries(Object.entries(typed).map(([key, value]) => [key, attributeValueOf(value)]))
}
