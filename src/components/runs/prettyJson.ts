/** JSON, laid out; any other text, and JSON that is still arriving, as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    // Not JSON, or not all of it yet.
    return text
  }
}
