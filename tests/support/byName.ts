import { flushPromises } from '@vue/test-utils'
import { vi } from 'vitest'

const nameOf = (element: Element): string =>
  (element.getAttribute('aria-label') ?? element.textContent).trim().replaceAll(/\s+/g, ' ')

function isNamed(element: Element, name: string | RegExp): boolean {
  return typeof name === 'string' ? nameOf(element) === name : name.test(nameOf(element))
}

/** Waits for a button or menu entry of this name, wherever in the document it is. */
export function button(name: string | RegExp): Promise<HTMLButtonElement> {
  return vi.waitFor(() => {
    const all = document.querySelectorAll<HTMLButtonElement>('button, [role^=menuitem]')
    const found = [...all].find((element) => isNamed(element, name))
    if (found === undefined) throw new Error(`There is no button “${String(name)}”.`)
    return found
  })
}

/** Presses a button or menu entry of this name, once it is there. */
export async function press(name: string | RegExp): Promise<void> {
  const element = await button(name)
  if (element.matches('[role^=menuitem]')) {
    element.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, button: 0 }))
  }
  element.click()
  await flushPromises()
}

/** The control that a visible label names. */
export function field(label: string | RegExp): HTMLInputElement {
  const found = [...document.querySelectorAll('label')].find((element) => isNamed(element, label))
  const control = found === undefined ? null : document.getElementById(found.htmlFor)
  if (!(control instanceof HTMLElement)) throw new Error(`There is no field “${String(label)}”.`)
  return control as HTMLInputElement
}

/** Types into the control that a visible label names. */
export async function fill(label: string | RegExp, text: string): Promise<void> {
  const control = field(label)
  control.value = text
  control.dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
  control.dispatchEvent(new Event('change', { bubbles: true }))
  await flushPromises()
}

/** Waits until the page shows a text. */
export async function seeText(text: string | RegExp): Promise<void> {
  await vi.waitFor(() => {
    const shown = document.body.textContent
    if (!(typeof text === 'string' ? shown.includes(text) : text.test(shown))) {
      throw new Error(`The page does not show “${String(text)}”.`)
    }
  }, 5000)
}
