/** Something wrong with a JSON text. Its place: `from`/`to`, or the value at `path`, or else where the syntax breaks. */
export interface JsonProblem {
  message: string
  severity?: 'error' | 'warning'
  from?: number
  to?: number
  path?: readonly (string | number)[]
}
