import mermaid from 'mermaid'
import { cleanSvg } from './cleanSvg.ts'

export type DiagramTheme = 'light' | 'dark'

let drawn = 0
let queue: Promise<unknown> = Promise.resolve()

/**
 * Draws a diagram. One after the other, because mermaid has one configuration for all.
 * @throws Error with what is wrong with the source
 */
export function drawDiagram(source: string, theme: DiagramTheme): Promise<SVGSVGElement> {
  const drawing = queue.then(() => draw(source, theme))
  queue = drawing.catch(() => undefined)
  return drawing
}

async function draw(source: string, theme: DiagramTheme): Promise<SVGSVGElement> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    htmlLabels: false,
    journey: { textPlacement: 'tspan' },
    suppressErrorRendering: true,
    theme: theme === 'dark' ? 'dark' : 'neutral',
    // The other one, which it takes by default, casts shadows.
    look: 'classic',
    fontFamily: getComputedStyle(document.body).fontFamily,
    // What a source cannot set for itself: the rest is looks.
    secure: [
      'secure',
      'securityLevel',
      'startOnLoad',
      'maxTextSize',
      'maxEdges',
      'suppressErrorRendering',
    ].concat(...['htmlLabels', 'themeCSS', 'fontFamily', 'altFontFamily', 'dompurifyConfig']),
    logLevel: 'fatal',
  })
  const id = `diagram-${(drawn += 1)}`
  try {
    const { svg } = await mermaid.render(id, source)
    const picture = cleanSvg(svg, id)
    if (picture === null) throw new Error('The drawing could not be read.')
    return picture
  } finally {
    // What mermaid measured in; it leaves that behind when it fails.
    document.getElementById(`d${id}`)?.remove()
  }
}
