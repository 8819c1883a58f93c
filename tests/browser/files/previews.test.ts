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

  it('marks a passage in the text of a PDF', async () => {
    show(pdfDocument(), 'contract.pdf', 'penalty of  0.5 %')
    await vi.waitFor(
      () => expect(document.querySelector('mark')?.textContent).toBe('penalty of 0.5 %'),
      PATIENCE,
    )
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
