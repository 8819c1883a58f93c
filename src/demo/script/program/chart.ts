import { lines, literal, PICTURE, SAVE_SVG, SHOWN } from './pythonText.ts'

interface Chart {
  /** Of the picture that is written where matplotlib is not there. */
  path: string
  /** An expression of Python. */
  title: string
  isLine: boolean
}

const LONGEST_LIST = 30

/**
 * Draws `labels` and `heights`, with matplotlib where it is there. Where it is not: as an SVG file, whose text may be of any script,
 * and as a `picture`, which the program has to end with.
 */
export function chartLines({ path, title, isLine }: Chart): string[] {
  return [
    'picture = None',
    'try:',
    '    import matplotlib.pyplot as plt',
    '',
    '    plt.figure(figsize=(8, 4.5))',
    `    plt.${isLine ? 'plot' : 'bar'}(range(len(heights)), heights)`,
    '    every = math.ceil(len(labels) / 12)',
    '    plt.xticks(range(0, len(labels), every), labels[::every])',
    `    plt.title(${title})`,
    '    plt.show()',
    'except ImportError:',
    '    # Without a network there is no matplotlib: the standard library writes a picture, too.',
    `    save_svg(${literal(path)}, ${title}, labels, heights, ${isLine ? 'True' : 'False'})`,
    `    picture = Picture(labels, heights, ${isLine ? 'True' : 'False'})`,
  ]
}

/** The last line of a program that draws: its value is what is shown. */
export const SHOW_PICTURE = 'picture'

/** Prints the first of the heights as bars of text, so that they are seen without opening the picture. */
export const PRINT_BARS = [
  'tallest = max(map(abs, heights)) or 1',
  `for label, height in list(zip(labels, heights))[:${LONGEST_LIST}]:`,
  '    print(f"{label}: {\'█\' * round(20 * abs(height) / tallest)} {shown(height)}")',
]

/** What draws without matplotlib, and what it is made with. */
export const CHART_IMPORTS = ['html', 'struct', 'zlib'] as const
export const CHART_TOOLS = [SAVE_SVG, '', '', PICTURE, '', ''] as const

const CHART_HEAD = lines(
  ...['html', 'math', 'struct', 'zlib'].map((library) => `import ${library}`),
  '',
  '',
  SHOWN,
  '',
  '',
  ...CHART_TOOLS,
)

/** A program that draws a chart of numbers that are in the question itself. */
export function numbersChart(numbers: readonly number[], isLine: boolean): string {
  return lines(
    CHART_HEAD,
    `heights = [${numbers.join(', ')}]`,
    'labels = [str(position) for position in range(1, len(heights) + 1)]',
    ...chartLines({ path: '/mnt/data/chart.svg', title: '""', isLine }),
    ...PRINT_BARS,
    SHOW_PICTURE,
  )
}

/** A program that draws a function of x. */
export function functionChart(expression: string, from: number, to: number): string {
  return lines(
    'from math import cos, exp, log, pi, sin, sqrt, tan',
    CHART_HEAD,
    `points = [${from} + ${to - from} * i / 200 for i in range(201)]`,
    `heights = [${expression} for x in points]`,
    'labels = [shown(x) for x in points]',
    ...chartLines({ path: '/mnt/data/chart.svg', title: literal(expression), isLine: true }),
    `print(f"${expression}: {shown(min(heights))} … {shown(max(heights))} (x: ${from} … ${to})")`,
    SHOW_PICTURE,
  )
}
