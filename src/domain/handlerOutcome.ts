import { AppError } from './errors.ts'

/** What a handler wrote with `console`. */
export interface HandlerLog {
  level: (typeof LOG_LEVELS)[number]
  text: string
}

export const LOG_LEVELS = ['debug', 'log', 'info', 'warn', 'error'] as const

export interface HandlerFailure {
  code: HandlerFailureCode
  /** What the handler, or its language, said; empty where `code` says it all. */
  message: string
  /** In the handler's code, from 1; `null` where it cannot be told. */
  line: number | null
}

export const HANDLER_FAILURES = [
  'threw', // an error of its own, or of its syntax
  'nothing', // it returned nothing
  'not-json', // neither a text nor what JSON can say
  'too-large',
  'timeout',
] as const

type HandlerFailureCode = (typeof HANDLER_FAILURES)[number]

export type HandlerOutcome = { kind: 'done'; output: string } | { kind: 'failed'; failure: HandlerFailure }

/** A failure as whoever waits for the outputs of a run meets it. `name`: of the function. */
export function handlerError({ code, message, line }: HandlerFailure, name?: string): AppError {
  const place = line === null ? '' : `Line ${line}: `
  return new AppError({
    kind: 'handler',
    code,
    detail: message === '' ? code : place + message,
    ...(name !== undefined && { param: name }),
  })
}
