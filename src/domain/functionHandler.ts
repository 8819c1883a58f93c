/** JavaScript that answers the calls of a function, whichever assistant has it. */
export interface FunctionHandler {
  /** Of the function. */
  name: string
  /** The body of an async function of `args`, the call's arguments as an object: what it returns is the output. */
  code: string
  /** Answers without being asked. */
  isAutomatic: boolean
  /** May reach the network; without, nothing leaves the sandbox but the output. */
  isNetworkAllowed: boolean
  /** Milliseconds since the epoch. */
  updatedAt: number
}
