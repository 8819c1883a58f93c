import { afterEach, describe, expect, it, vi } from 'vitest'
import CodeBlock from '@/components/markdown/CodeBlock.vue'
import { mountWithWords } from '../../support/mountWithWords.ts'

type View = Awaited<ReturnType<typeof mountWithWords>>
let view: View | undefined
afterEach(() => view?.unmount())

async function show(text: string, language = 'ts', isGrowing = false): Promise<View> {
  view = await mountWithWords(CodeBlock, { props: { text, language, isGrowing } })
  return view
}

describe('CodeBlock', () => {
  it('colors code without changing a character', async () => {
    const code = 'const a = 1 // one\n\tif (a < 2) {}\n'.repeat(30)
    const shown = await show(code)
    expect(shown.get('code').element.textContent).toBe(code)
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword').length).toBeGreaterThanOrEqual(60))
    expect(shown.get('code').element.textContent).toBe(code)
  })

  it('leaves the last lines plain while they grow', async () => {
    const shown = await show('const a = 1\n'.repeat(20), 'ts', true)
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword')).toHaveLength(16))
    await shown.setProps({ isGrowing: false })
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword')).toHaveLength(20))
  })

  it('leaves a language it does not know, and very long code, plain', async () => {
    const shown = await show('const a = 1', 'klingon')
    expect(shown.get('.code-label').text()).toBe('klingon')
    await shown.setProps({ language: 'ts', text: 'const a = 1\n'.repeat(3_001) })
    await shown.setProps({ language: 'js', text: 'let b = 2' })
    await vi.waitFor(() => expect(shown.findAll('[class^=hl-]').length).toBeGreaterThan(0))
    await shown.setProps({ language: 'ts', text: 'const a = 1\n'.repeat(3_001) })
    expect(shown.findAll('[class^=hl-]')).toHaveLength(0)
  })

  it('wraps on request', async () => {
    const shown = await show('x')
    const wrap = shown.get('button[aria-label="Wrap long lines"]')
    expect(wrap.attributes('aria-pressed')).toBe('false')
    await wrap.trigger('click')
    expect(wrap.attributes('aria-pressed')).toBe('true')
    expect(shown.get('pre').classes()).toContain('wrapped')
  })

  it('downloads the code under a name of its language', async () => {
    const shown = await show('print(1)', 'python')
    const saved: { name: string; blob: Blob }[] = []
    let blob = new Blob()
    URL.createObjectURL = (made: Blob) => {
      blob = made
      return 'blob:x'
    }
    URL.revokeObjectURL = () => undefined
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, blob })
    })
    await shown.get('button[aria-label="Download"]').trigger('click')
    expect(saved.map(({ name }) => name)).toEqual(['snippet.py'])
    expect(await saved[0]?.blob.text()).toBe('print(1)\n')
    vi.restoreAllMocks()
  })
})
