/** What a picture is made of. Nothing here runs, loads or embeds anything by itself. */
const ELEMENTS = new Set([
  ...['svg', 'g', 'defs', 'symbol', 'marker', 'title', 'desc', 'style', 'switch', 'use'],
  ...['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'text', 'tspan', 'textPath'],
  ...['linearGradient', 'radialGradient', 'stop', 'pattern', 'clipPath', 'mask', 'filter'],
  ...['feDropShadow', 'feGaussianBlur', 'feOffset', 'feBlend', 'feFlood', 'feComposite', 'feMerge'],
  ...['feMergeNode', 'feColorMatrix'],
])
const SVG = 'http://www.w3.org/2000/svg'

/** Whether a value names something outside of the picture. */
const reachesOut = (value: string): boolean =>
  /url\s*\(\s*(?!["']?\s*#)|image-set|javascript:|data:|@import|expression\(/i.test(value) ||
  value.includes('\\')

/** The rules that touch nothing but the picture: each of their selectors begins with its id. */
function ownRules(css: string, id: string): string {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return [...sheet.cssRules]
    .filter((rule) => rule instanceof CSSStyleRule)
    .filter(({ selectorText }) => selectorText.split(',').every((selector) => isWithin(selector.trim(), id)))
    .map(({ cssText }) => cssText)
    .filter((text) => !reachesOut(text))
    .join('\n')
}

const isWithin = (selector: string, id: string): boolean =>
  selector.startsWith(`#${id}`) && !/^[\w-]/.test(selector.slice(id.length + 1))

function cleanAttributes(element: Element): void {
  for (const { name, value } of [...element.attributes]) {
    const isLink = /^(?:xlink:)?href$/i.test(name)
    const isBad = /^on/i.test(name) || (isLink && !value.startsWith('#')) || reachesOut(value)
    if (isBad) element.removeAttribute(name)
  }
}

/**
 * The picture in a text, with nothing in it that runs, leads or loads from elsewhere, or styles the page around it;
 * `null` when the text is no picture. `id` is the picture's own.
 */
export function cleanSvg(text: string, id: string): SVGSVGElement | null {
  const { documentElement: root } = new DOMParser().parseFromString(text, 'image/svg+xml')
  if (!(root instanceof SVGSVGElement)) return null
  for (const element of [...root.querySelectorAll('*')]) {
    if (element.namespaceURI !== SVG || !ELEMENTS.has(element.localName)) element.remove()
    else if (element.localName === 'style') element.textContent = ownRules(element.textContent, id)
    else cleanAttributes(element)
  }
  cleanAttributes(root)
  return document.adoptNode(root)
}
