import { describe, expect, it } from 'vitest'
import { createHandClock } from '../../../support/handClock.ts'
import { createPacedOutput } from '@/runtime/engine/pacedOutput.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('output that is paced', () => {
  it('comes at once, and then some pieces at a time', async () => {
    const clock = createHandClock()
    const written: string[] = []
    const paced = createPacedOutput(clock, {
      write: (text) => Promise.resolve(void written.push(text)),
      onFailure: () => undefined,
    })
    for (const piece of ['a', 'b', 'c']) paced.add(piece)
    await settled()
    expect(written).toEqual(['a'])
    paced.add('d')
    await settled()
    expect(written).toEqual(['a'])
    clock.advance(250)
    await settled()
    expect(written).toEqual(['a', 'bcd'])
    paced.add('f')
    await paced.finish()
    expect(written).toEqual(['a', 'bcd', 'f'])
  })

  it('tells at once that it cannot be written, and again at the end', async () => {
    let failures = 0
    const paced = createPacedOutput(createHandClock(), {
      write: () => Promise.reject(new Error('No room.')),
      onFailure: () => (failures += 1),
    })
    paced.add('a')
    await settled()
    paced.add('b')
    expect(failures).toBe(1)
    await expect(paced.finish()).rejects.toThrow('No room.')
    expect(failures).toBe(1)
  })
})
