/** What sending does: adds the message and starts a run, only adds the message, or only starts a run. */
export type SendWay = 'run' | 'message' | 'run-only'
