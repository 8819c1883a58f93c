export interface ThinkSplit {
  reasoning: string
  text: string
}

export interface ThinkSplitter {
  /** Takes the next piece of a reply; gives what is sure by now. */
  push: (piece: string) => ThinkSplit
  /** Gives what was held back. */
  end: () => ThinkSplit
}

const OPEN = '<think>'
const CLOSE = '</think>'

/**
 * Splits `<think>…</think>` off the start of a reply as it arrives, wherever the pieces cut the tags. Open models write
 * their reasoning that way when their server does not tell it apart. Tags further on are text.
 */
export function createThinkSplitter(): ThinkSplitter {
  let state: 'start' | 'thinking' | 'after' | 'text' = 'start'
  let held = ''
  let isBlank = true

  function push(piece: string): ThinkSplit {
    if (state === 'text') return { reasoning: '', text: piece }
    held += piece
    const split = { reasoning: '', text: '' }
    if (state === 'start') open(split)
    if (state === 'thinking') close(split)
    if (state === 'after') startText(split)
    return split
  }

  function open(split: ThinkSplit): void {
    const start = held.trimStart()
    if (start.startsWith(OPEN)) {
      held = start.slice(OPEN.length)
      state = 'thinking'
    } else if (!OPEN.startsWith(start)) {
      split.text = release()
      state = 'text'
    }
  }

  function close(split: ThinkSplit): void {
    if (isBlank) held = held.trimStart()
    const at = held.indexOf(CLOSE)
    if (at === -1) {
      const kept = heldBack(held)
      split.reasoning = held.slice(0, held.length - kept)
      held = held.slice(held.length - kept)
      isBlank &&= split.reasoning === ''
      return
    }
    split.reasoning = held.slice(0, at).trimEnd()
    held = held.slice(at + CLOSE.length)
    state = 'after'
  }

  function startText(split: ThinkSplit): void {
    held = held.trimStart()
    if (held === '') return
    split.text = release()
    state = 'text'
  }

  function release(): string {
    const text = held
    held = ''
    return text
  }

  return {
    push,
    end: () =>
      state === 'thinking' ? { reasoning: release(), text: '' } : { reasoning: '', text: release() },
  }
}

/** How much of the end of `text` may be the beginning of `</think>`, with the white space before it. */
function heldBack(text: string): number {
  const tag = text.lastIndexOf('<')
  const isTag = tag !== -1 && CLOSE.startsWith(text.slice(tag))
  return text.length - (isTag ? text.slice(0, tag) : text).trimEnd().length
}
