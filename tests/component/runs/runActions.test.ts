import { deleteDB } from 'idb'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { button, press, seeText } from '../../support/byName.ts'
import { openRunActions, type RunActionsPage } from '../../support/runActionsPage.ts'

let page: RunActionsPage

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
})
afterEach(() => {
  vi.useRealTimers()
  page.close()
  document.body.replaceChildren()
})

const PLACE = { country: 'Norway', at: { latitude: 59.91, longitude: 10.75 } }
const CITY = JSON.stringify({ city: 'Oslo', days: [1, 2], note: '', place: PLACE })

/** The output field of the nth call. */
function output(index = 0): Promise<HTMLTextAreaElement> {
  return vi.waitFor(() => {
    const found = document.querySelectorAll('textarea')[index]
    if (found === undefined) throw new Error(`There is no output ${index}.`)
    return found
  })
}

async function type(text: string, index = 0): Promise<void> {
  const field = await output(index)
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

const drafts = (): string[] => Object.keys(localStorage).filter((name) => name.includes('outputs:'))

describe('RunActions', () => {
  it('shows the arguments of a call by name, and as JSON', async () => {
    page = await openRunActions([['look_up', CITY]])
    await output()
    const fields = [...document.querySelectorAll('dl > div')].map(({ children }) =>
      [...children].map((child) => child.textContent.trim()),
    )
    expect(fields).toEqual([
      ['city', 'Oslo'],
      ['days', '[1,2]'],
      ['note', 'empty'],
      ['place', JSON.stringify(PLACE, null, 2)],
    ])
    const details = document.querySelector('details')!
    details.open = true
    await vi.waitFor(() => expect(details.querySelector('pre')?.textContent).toContain('"city": "Oslo"'))
  })

  it.each([
    ['{"city":', 'The model did not write valid JSON'],
    ['{}', 'Called without arguments.'],
  ])('says what %j is as arguments', async (args, words) => {
    page = await openRunActions([['look_up', args]])
    await seeText(words)
  })

  it('submits what was typed, and forgets it', async () => {
    page = await openRunActions([['look_up', CITY]])
    await type('warm')
    expect(drafts()).toHaveLength(1)
    await press('Submit output')
    await vi.waitFor(() => expect(page.run()?.status).toBe('completed'))
    expect(await page.outputs()).toEqual({ look_up: 'warm' })
    expect(drafts()).toEqual([])
  })

  it('submits all at once, and says how many are missing until then', async () => {
    page = await openRunActions([
      ['look_up', CITY],
      ['add', '{"a":1}'],
    ])
    await seeText('2 calls have no output yet')
    const submit = await button('Submit outputs')
    expect(submit.disabled).toBe(true)
    await type('warm')
    await seeText('One call has no output yet')
    expect(document.getElementById(submit.getAttribute('aria-describedby')!)?.textContent).toMatch(
      /^One call/,
    )
    await type('{"sum":2}', 1)
    await vi.waitFor(() => expect(submit.disabled).toBe(false))
    await press('Submit outputs')
    await vi.waitFor(() => expect(page.run()?.status).toBe('completed'))
    expect(await page.outputs()).toEqual({ look_up: 'warm', add: '{"sum":2}' })
  })

  it('submits an empty text only where it is meant', async () => {
    page = await openRunActions([['look_up', CITY]])
    expect((await button('Submit output')).disabled).toBe(true)
    await seeText('The call has no output yet.')
    document.querySelector<HTMLInputElement>('input[type=checkbox]')!.click()
    await press('Submit output')
    await vi.waitFor(() => expect(page.run()?.status).toBe('completed'))
    expect(await page.outputs()).toEqual({ look_up: '' })
  })

  it('looks JSON over without insisting on it', async () => {
    page = await openRunActions([['look_up', CITY]])
    await type('{"a": 1}')
    await seeText('Valid JSON')
    await type('warm')
    await seeText('Plain text')
    await type('{ a: 1 }')
    await seeText('Looks like JSON, but is not valid')
    expect((await button('Submit output')).disabled).toBe(false)
  })

  it('has what was typed after a reload', async () => {
    page = await openRunActions([['look_up', CITY]])
    await type('half an ans')
    await page.reload()
    expect((await output()).value).toBe('half an ans')
  })

  it('keeps what was typed when the outputs cannot be sent, and sends it at the next try', async () => {
    page = await openRunActions([['look_up', CITY]])
    await type('warm')
    const { fetch } = page.scene.runtime
    page.scene.runtime.fetch = (input, init) =>
      new Request(input, init).url.endsWith('submit_tool_outputs')
        ? Promise.resolve(Response.json({ error: { message: 'Busy.' } }, { status: 503 }))
        : fetch(input, init)
    await press('Submit output')
    await seeText('The server has more requests than it can handle')
    expect((await output()).value).toBe('warm')
    page.scene.runtime.fetch = fetch
    await press('Submit output')
    await vi.waitFor(() => expect(page.run()?.status).toBe('completed'))
    expect(await page.outputs()).toEqual({ look_up: 'warm' })
  })

  it('counts down, says when the time is over, and asks the server', async () => {
    page = await openRunActions([['look_up', CITY]])
    await type('warm')
    await vi.waitFor(() =>
      expect(document.querySelector('[role=timer]')?.textContent.trim()).toMatch(/^(10:00|9:\d\d)$/),
    )
    vi.useFakeTimers({ now: Date.now() + 11 * 60_000, toFake: ['Date'] })
    await seeText('The time to answer is over')
    await press('Check the run')
    await vi.waitFor(() => expect(page.run()?.status).toBe('expired'))
  })

  it.each(['en', 'zh-CN'] as const)('passes axe (%s)', async (locale) => {
    page = await openRunActions(
      [
        ['look_up', CITY],
        ['add', '{"a":'],
      ],
      locale,
    )
    await output()
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  })
})
