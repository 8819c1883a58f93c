// Two pages that show a reply as it streams, for comparison: the one only appends text, once a frame, which any page must at least pay; the other
// parses everything again at every token, which is the obvious way.
import { marked } from 'marked'

export type PlainPage = 'floor' | 'naive'

declare global {
  interface Window {
    showReply: (kind: PlainPage, url: string, body: string) => Promise<void>
  }
}

document.body.style.cssText = 'font: 15px/1.65 sans-serif; max-inline-size: 680px'

/** Shows text as it comes; resolves when all of it is on screen. */
const WAYS: Record<PlainPage, () => { add: (text: string) => void; end: () => Promise<void> }> = {
  floor() {
    const paragraph = document.body.appendChild(document.createElement('pre'))
    paragraph.style.whiteSpace = 'pre-wrap'
    const node = paragraph.appendChild(new Text())
    let pending = ''
    let isOver = false
    const paint = (): void => {
      if (pending !== '') {
        node.appendData(pending)
        pending = ''
        scrollTo(0, document.body.scrollHeight)
      }
      if (!isOver) requestAnimationFrame(paint)
    }
    requestAnimationFrame(paint)
    return {
      add: (text) => (pending += text),
      async end() {
        await twoFrames()
        isOver = true
      },
    }
  },
  naive() {
    const article = document.body.appendChild(document.createElement('article'))
    let all = ''
    return {
      add(text) {
        all += text
        article.innerHTML = marked.parse(all, { async: false })
        scrollTo(0, document.body.scrollHeight)
      },
      end: twoFrames,
    }
  },
}

async function twoFrames(): Promise<void> {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame)
}

const pieceOf = (line: string): string => {
  if (!line.startsWith('data: {')) return ''
  const { choices } = JSON.parse(line.slice('data: '.length))
  return choices[0]?.delta?.content ?? ''
}

window.showReply = async (kind, url, body) => {
  const { add, end } = WAYS[kind]()
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  if (response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    const lines = (buffer + value).split('\n')
    buffer = lines.pop() ?? ''
    for (const piece of lines.map(pieceOf)) if (piece !== '') add(piece)
  }
  await end()
}
