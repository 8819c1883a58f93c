import { deleteDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useHandlersStore } from '@/stores/handlers.ts'
import { button, press, seeText } from '../../support/byName.ts'
import { openRunActions, type RunActionsPage } from '../../support/runActionsPage.ts'
// Loaded with the test, so that no wait inside it is a wait for CodeMirror.
import '@/components/base/jsonEditor.ts'
import '@/components/handlers/scriptEditor.ts'
import '@/views/runs/HandlerDialog.vue'

let page: RunActionsPage

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
})
afterEach(() => {
  page.close()
  document.body.replaceChildren()
})

function save(code: string): Promise<void> {
  const handlers = useHandlersStore()
  return handlers.save({ name: 'look_up', code, isAutomatic: false, isNetworkAllowed: false, updatedAt: 1 })
}

describe('a call with a handler', () => {
  it('has its output from there, to look at before it is sent', async () => {
    page = await openRunActions([['look_up', '{"city":"Oslo"}']])
    await save('return { city: args.city, degrees: 22 }')
    await press('Run handler')
    const output = '{"city":"Oslo","degrees":22}'
    await vi.waitFor(() => expect(document.querySelector('textarea')?.value).toBe(output))
    await press('Submit output')
    await vi.waitFor(() => expect(page.run()?.status).toBe('completed'))
    expect(await page.outputs()).toEqual({ look_up: output })
  })

  it('says why there is none, and can be stopped', async () => {
    page = await openRunActions([['look_up', '{"city":"Oslo"}']])
    await save('return args.city.temperature')
    await press('Run handler')
    await seeText('The handler returned nothing.')
    await save('while (true) {}')
    await press('Run handler')
    await press('Stop handler')
    expect((await button('Run handler')).disabled).toBe(false)
    expect((await button('Submit output')).disabled).toBe(true)
  })

  it('is written right there, and tried with the arguments of the call', async () => {
    page = await openRunActions([['look_up', '{"city":"Oslo"}']])
    await press('Write a handler')
    await seeText('Handler of look_up')
    await press('Run')
    await seeText('{"city":"Oslo"}')
    await press('Save handler')
    await press('Run handler')
    await vi.waitFor(() => expect(document.querySelector('textarea')?.value).toBe('{"city":"Oslo"}'))
  })
})
