/** The text of an unexpected error, for a bug report: what, where in the app, where in the code. No content, no key. */
export function describeFailure(error: unknown, place: string): string {
  const lines = [`Place: ${place}`, `Time: ${new Date().toISOString()}`]
  for (let cause = error; cause !== undefined && cause !== null;) {
    lines.push(cause instanceof Error ? (cause.stack ?? String(cause)) : JSON.stringify(cause))
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return lines.join('\n')
}
