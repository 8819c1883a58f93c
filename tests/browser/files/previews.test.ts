import '@/styles/tokens.css'
import '@/styles/base.css'
import axe from 'axe-core'
// Loaded with the test: a dependency that the server meets later makes it reload the page.
import 'mammoth'
import 'unpdf'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type App, createApp, h } from 'vue'
import FilePreview from '@/components/files/FilePreview.vue'
import { i18n, loadAreas } from '@/i18n/index.ts'
import { pdfDocument, wordDocument } from '../../support/documents.ts'

// PDF.js draws on a real canvas, and Word documents are read by what runs in browsers alone.

let app: App | null = null
const PATIENCE = { timeout: 15_000 }

beforeAll(() => loadAreas(['common', 'files', 'shell']))
afterEach(() => {
  app?.unmount()
  document.body.replaceChildren()
})

function show(blob: Blob, name: string, passage?: string): void {
  const host = document.body.appendChild(document.createElement('main'))
  host.style.inlineSize = '600px'
  app = createApp(() => h(FilePreview, { blob, name, passage }))
  app.use(i18n).mount(host)
}

/** Whether anything but white is on a canvas. */
function isDrawnOn(canvas: HTMLCanvasElement): boolean {
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width || 1, canvas.height || 1).data ?? []
  return pixels.some((value, index) => index % 4 === 0 && value < 128 && (pixels[index + 3] ?? 0) > 200)
}

describe('FilePreview in a browser', () => {
  it('draws the pages of a PDF as they come into sight, and has its text too', async () => {
    show(pdfDocument(), 'contract.pdf')
    await vi.waitFor(() => expect(document.querySelectorAll('canvas')).toHaveLength(2), PATIENCE)
    const [first] = document.querySelectorAll('canvas')
    await vi.waitFor(() => expect(first && isDrawnOn(first)).toBe(true), PATIENCE)
    expect(first?.getAttribute('aria-label')).toBe('Page 1 of 2')
    const { violations } = await axe.run(document.body, { runOnly: ['wcag2a', 'wcag2aa'] })
    expect(violations.map(({ id }) => id)).toEqual([])
    document.querySelectorAll<HTMLElement>('[role=tab]')[1]?.click()
    await vi.waitFor(() => expect(document.body.textContent).toContain('Second page of the agreement'))
  })

  it('opens a PDF on the page of a passage, and marks it there and in its text', async () => {
    show(pdfDocument(), 'contract.pdf', 'page  of the\nagreement')
    const mark = await vi.waitFor(() => {
      const found = document.querySelector<HTMLElement>('.pages mark')
      if (found === null) throw new Error('Nothing is marked.')
      return found
    }, PATIENCE)
    const pages = [...document.querySelectorAll('.pages > *')]
    expect(pages.findIndex((page) => page.contains(mark))).toBe(1)
    const [marked, second] = [mark.getBoundingClientRect(), pages[1]!.getBoundingClientRect()]
    const list = document.querySelector('.pages')!.getBoundingClientRect()
    expect(marked.top).toBeGreaterThan(list.top)
    expect(marked.bottom).toBeLessThan(list.bottom)
    // "Second " stands before it: at 60 of the page's 595 points, 20 points high, on the line at 700 of 842.
    expect((marked.left - second.left) / second.width).toBeCloseTo(0.22, 1)
    expect((marked.bottom - second.top) / second.height).toBeCloseTo(1 - 695 / 842, 1)
    document.querySelectorAll<HTMLElement>('[role=tab]')[1]?.click()
    await vi.waitFor(() =>
      expect(document.querySelector('pre mark')?.textContent).toBe('page of the agreement'),
    )
  })

  it('says in the text of a PDF that a passage is not there', async () => {
    show(pdfDocument(), 'contract.pdf', 'Nothing of that kind')
    await vi.waitFor(() => expect(document.body.textContent).toContain('The passage was not found'), PATIENCE)
  })

  it('says that a PDF is damaged', async () => {
    show(new Blob(['%PDF-1.4 and no more']), 'broken.pdf')
    await vi.waitFor(() => expect(document.body.textContent).toContain('The file cannot be shown'), PATIENCE)
  })

  it('shows the text of a Word document, or that it is damaged', async () => {
    show(wordDocument(), 'report.docx')
    await vi.waitFor(() => expect(document.body.textContent).toContain('Sales rose by 12 percent.'), PATIENCE)
    app?.unmount()
    show(new Blob(['PK']), 'broken.docx')
    await vi.waitFor(() => expect(document.body.textContent).toContain('The file cannot be shown'), PATIENCE)
  })
})
