import { expect, it, vi } from 'vitest'
import MathFormula from '@/components/markdown/MathFormula.vue'
import { mountWithWords } from '../../support/mountWithWords.ts'

async function shown(tex: string): Promise<Element> {
  const { element } = await mountWithWords(MathFormula, { props: { tex, isDisplay: true } })
  await vi.waitFor(() => expect(element.querySelector('math, .failed')).not.toBeNull(), { timeout: 5_000 })
  return element
}

it.each([
  '\\href{javascript:alert(1)}{x}',
  '\\includegraphics{https://tracker.example/a.png}',
  '\\style{position:fixed}{x}',
  '\\def\\a{\\a\\a}\\a',
  `\\def\\a{${'x'.repeat(8_000)}}${'\\a'.repeat(900)}`,
  '{'.repeat(5_000) + 'x' + '}'.repeat(5_000),
])('shows the source of what leads, loads, hides the page or never ends: %#', async (tex) => {
  const element = await shown(tex)
  expect(element.querySelector('.failed')?.textContent).toBe(tex)
  expect(element.querySelector('math')).toBeNull()
})
