import type { Clock } from '../deps.ts'

/** How often at most what a program prints is written while it runs. */
const EVERY_MS = 250

export interface PacedOutput {
  add: (text: string) => void
  /** Writes what is left. @throws whatever `write` threw. */
  finish: () => Promise<void>
}

/**
 * Passes text on as it comes, a few times a second at most.
 * @param write is never called twice at a time
 * @param onFailure is told at once when `write` fails; nothing is written from then on
 */
export function createPacedOutput(
  clock: Clock,
  { write, onFailure }: { write: (text: string) => Promise<void>; onFailure: () => void },
): PacedOutput {
  const over = new AbortController()
  let held = ''
  let failure: { error: unknown } | null = null
  let writing: Promise<void> | null = null

  async function work(): Promise<void> {
    try {
      while (held !== '') {
        await writeHeld()
        if (!over.signal.aborted) await pause()
      }
    } catch (error) {
      failure = { error }
      onFailure()
    } finally {
      writing = null
    }
  }

  async function writeHeld(): Promise<void> {
    const text = held
    held = ''
    await write(text)
  }

  async function pause(): Promise<void> {
    try {
      await clock.sleep(EVERY_MS, over.signal)
    } catch (error) {
      if (!over.signal.aborted) throw error
    }
  }

  return {
    add(text) {
      held += text
      if (failure === null) writing ??= work()
    },
    async finish() {
      over.abort()
      await writing
      if (failure !== null) throw failure.error
    },
  }
}
