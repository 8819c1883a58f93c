import { inflateSync } from 'node:zlib'
import { loadPyodide } from 'pyodide'
import { describe, expect, it } from 'vitest'
import { userTurn } from '@/demo/content.ts'
import type { Ask } from '@/demo/script/ask.ts'
import { readAsk } from '@/demo/script/ask.ts'
import { programFor, quotedProgram } from '@/demo/script/program/index.ts'

const SALES = [
  'date,region,product,amount,units',
  '2026-01-05,North,Lamp,"$1,120.50",3',
  '2026-01-17,South,Desk,$80,1',
  '2026-02-02,North,Chair,$99.5,2',
  '2026-02-20,East,"Lamp, small",$60,',
].join('\n')
/** 日期;地区;金额（元）, in GB18030. */
const CHINESE = new Uint8Array([
  ...[0xc8, 0xd5, 0xc6, 0xda, 0x3b, 0xb5, 0xd8, 0xc7, 0xf8, 0x3b, 0xbd, 0xf0, 0xb6, 0xee, 0x0a],
  ...[0x31, 0x3b, 0xbb, 0xaa, 0xb6, 0xab, 0x3b, 0x31, 0x30, 0x0a],
  ...[0x32, 0x3b, 0xbb, 0xaa, 0xb1, 0xb1, 0x3b, 0x32, 0x35, 0x0a],
])
const SALES_PATH = '/mnt/data/sales.csv'
const CHINESE_PATH = '/mnt/data/销售.csv'

const pyodide = await loadPyodide()
pyodide.FS.mkdirTree('/mnt/data')
pyodide.FS.writeFile(SALES_PATH, SALES)
pyodide.FS.writeFile(CHINESE_PATH, CHINESE)

function askOf(...said: string[]): Ask {
  return readAsk({
    instructions: '',
    turns: said.map((text) => userTurn([text], [])),
    tools: [],
    toolChoice: { type: 'auto' },
    canCallSeveral: true,
    format: { type: 'text' },
  })
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** An image of plain rows of red, green and blue. */
function decoded(png: Uint8Array): { width: number; height: number; colours: Set<string> } {
  const view = new DataView(png.buffer, png.byteOffset)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  // Behind the signature (8 bytes) and the head (25): the length and the name of the data.
  const rows = inflateSync(png.slice(41, 41 + view.getUint32(33)))
  const colours = new Set<string>()
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (width * 3 + 1) + 1 + x * 3
      colours.add(rows.toString('hex', at, at + 3))
    }
  }
  return { width, height, colours }
}

/** What a program prints. */
function run(code: string | null): string {
  const printed: string[] = []
  pyodide.setStdout({ batched: (line) => printed.push(line) })
  const globals = pyodide.toPy({ __name__: '__main__' })
  try {
    pyodide.runPython(code ?? 'print("no program")', { globals })
  } catch (error) {
    // A program may end itself.
    if (!String(error).trimEnd().endsWith('SystemExit')) throw error
  }
  return printed.join('\n')
}

const compute = (text: string, paths = [SALES_PATH, CHINESE_PATH]): string =>
  run(programFor(askOf(text), paths))

function written(name: string): string {
  const text: string = pyodide.FS.readFile(`/mnt/data/${name}`, { encoding: 'utf8' })
  pyodide.FS.unlink(`/mnt/data/${name}`)
  return text
}

describe('a program for a table', () => {
  it.each([
    ['What is the mean amount in sales.csv?', 'Mean of amount (4 rows): 340'],
    [
      'What are the average and the median of the units?',
      'Mean of units (3 rows): 2\nMedian of units (3 rows): 2',
    ],
    ['total amount for North', 'Sum of amount (2 rows): 1220'],
    ['Average amount by region', 'amount / region\nNorth: Mean 610\nSouth: Mean 80\nEast: Mean 60'],
    ['How many rows are there?', 'Count: 4'],
    ['How many rows per region?', 'North: 2\nSouth: 1\nEast: 1\nCount: 4'],
    [
      'Which product has the lowest amount?',
      'Minimum of amount (4 rows): 60\ndate: 2026-02-20, region: East, product: Lamp, small, amount: $60, units: ',
    ],
    ['What is the maximum?', 'Maximum of amount (4 rows): 1120.5'],
    ['statistics of the amount', 'Standard deviation of amount (4 rows): 520.5832'],
    ['sales.csv 里 amount 的平均值', 'amount 的平均值（4 行）: 340'],
    ['销售.csv 的平均金额是多少？', '金额 的平均值（2 行）: 17.5'],
    ['销售.csv 每个地区的总金额', '金额 / 地区\n华东: 总和 10\n华北: 总和 25'],
    ['销售.csv 里华北的总金额', '金额 的总和（1 行）: 25'],
  ])('computes %j', (question, printed) => {
    expect(compute(question)).toContain(printed)
  })

  it('writes the sorted rows', () => {
    expect(compute('sort sales.csv by units, top 1')).toBe(
      'date | region | product | amount | units\n2026-01-05 | North | Lamp | $1,120.50 | 3',
    )
    expect(
      written('sales-sorted.csv')
        .split('\r\n')
        .map((row) => row.slice(0, 10)),
    ).toEqual(['date,regio', '2026-01-05', '2026-02-02', '2026-01-17', '2026-02-20', ''])
    expect(compute('销售.csv 按金额从小到大排序')).toContain('1 | 华东 | 10\n2 | 华北 | 25')
    expect(written('销售-sorted.csv')).toContain('日期,地区,金额')
  })

  it('draws with the standard library where matplotlib is not there', () => {
    expect(compute('Plot the amount by region')).toContain(`North: ${'█'.repeat(20)} 1220\n`)
    const bars = written('sales-chart.svg')
    expect(bars.match(/<rect /g)).toHaveLength(4)
    expect(bars).toContain('>amount / region</text>')
    compute('画一张销售.csv 金额按地区的折线图')
    expect(written('销售-chart.svg')).toContain('<polyline points="')
  })

  it('says where a table has nothing to compute with', () => {
    pyodide.FS.writeFile('/mnt/data/names.csv', 'name\nAda\nBo\n')
    expect(compute('mean of names.csv', ['/mnt/data/names.csv'])).toBe(
      'The table has no column of numbers. Its columns: name',
    )
    pyodide.FS.writeFile('/mnt/data/empty.csv', '')
    expect(compute('empty.csv 的平均值', ['/mnt/data/empty.csv'])).toBe(
      '这个文件里没有我能读的表格： empty.csv',
    )
  })
})

/** What the last of those questions computes. */
const goOn = (...said: string[]): string => run(programFor(askOf(...said), [SALES_PATH, CHINESE_PATH]))

describe('a question that goes on with the one before', () => {
  it.each([
    [
      ['What is the mean amount?', 'and by region?'],
      'amount / region\nNorth: Mean 610\nSouth: Mean 80\nEast: Mean 60',
    ],
    [['Average amount by region', 'now the maximum'], 'North: Maximum 1120.5'],
    [['What is the mean amount?', 'and for North?'], 'Mean of amount (2 rows): 610'],
    [['total amount for North', 'what about South?'], 'Sum of amount (1 rows): 80'],
    [['What is the mean amount?', 'And units?'], 'Mean of units (3 rows): 2'],
    [
      ['total amount', 'Thanks!', 'and by region?', 'now the median', 'and the units?'],
      'units / region\nNorth: Median 2.5',
    ],
    [['average of 3, 5 and 10', 'and the median?'], 'Median: 5'],
    [['销售.csv 的总金额', '那按地区呢？'], '金额 / 地区\n华东: 总和 10\n华北: 总和 25'],
    [['销售.csv 每个地区的总金额', '再看最大值'], '华北: 最大值 25'],
    [['销售.csv 的总金额', '那华北呢？'], '金额 的总和（1 行）: 25'],
  ])('computes %j', (said, printed) => {
    expect(goOn(...said)).toContain(printed)
  })

  it('draws what was computed', () => {
    expect(goOn('Average amount by region', 'now plot it')).toContain('North: ████████████████████ 610')
    expect(written('sales-chart.svg')).toContain('>amount / region</text>')
  })

  it.each([
    [['What is the mean amount?', 'Who signed the contract?', 'and by region?']],
    [['and by region?']],
    [['What is the mean amount?', 'and who is the director?']],
    [['Hello', '那呢？']],
  ])('has to have one: %j', (said) => {
    expect(programFor(askOf(...said), [SALES_PATH])).toBeNull()
  })
})

describe('a program for another kind of table', () => {
  const ROWS = [
    { city: 'Oslo', people: 700, note: null },
    { city: 'Bergen', people: 290, tags: ['rain'] },
  ]
  function computeIn(name: string, content: string | Uint8Array, text: string): string {
    pyodide.FS.writeFile(`/mnt/data/${name}`, content)
    return compute(text, [`/mnt/data/${name}`])
  }

  it.each([
    ['a.json', JSON.stringify(ROWS)],
    ['b.json', JSON.stringify({ meta: { total: 2 }, data: { rows: ROWS } })],
    [
      'c.json',
      JSON.stringify([
        ['city', 'people'],
        ['Oslo', 700],
        ['Bergen', 290],
      ]),
    ],
    ['d.json', JSON.stringify({ city: ['Oslo', 'Bergen'], people: [700, 290] })],
    ['e.jsonl', ROWS.map((row) => JSON.stringify(row)).join('\n')],
  ])('reads %s', (name, content) => {
    expect(computeIn(name, content, 'total people by city')).toBe(
      'people / city\nOslo: Sum 700\nBergen: Sum 290',
    )
  })

  it('reads the longest sheet of a workbook', () => {
    const sheet = (rows: string) => `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`
    const zip = new Map([
      [
        'xl/sharedStrings.xml',
        `<sst xmlns="${MAIN}"><si><t>City</t></si><si><r><t>Peo</t></r><r><t>ple</t></r></si></sst>`,
      ],
      ['xl/worksheets/sheet1.xml', sheet('<row><c r="A1" t="inlineStr"><is><t>Notes</t></is></c></row>')],
      [
        'xl/worksheets/sheet2.xml',
        sheet(
          '<row><c r="A1" t="inlineStr"><is><t>Cities of Norway</t></is></c></row><row><c r="A3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c></row>' +
            '<row><c r="A4" t="str"><v>Oslo</v></c><c r="B4"/><c r="C4"><v>700</v></c></row><row><c r="A5" t="str"><v>Bergen</v></c><c r="C5"><v>2.9E2</v></c></row>',
        ),
      ],
    ])
    pyodide.globals['set']('parts', pyodide.toPy(Object.fromEntries(zip)))
    pyodide.runPython(
      'import zipfile\nwith zipfile.ZipFile("/mnt/data/cities.xlsx", "w") as book:\n    for name, text in parts.items():\n        book.writestr(name, text)',
    )
    expect(compute('average people in cities.xlsx', ['/mnt/data/cities.xlsx'])).toBe(
      'Mean of People (2 rows): 495',
    )
  })

  it.each([
    ['settings.json', '{"theme": "dark", "sizes": []}'],
    ['broken.json', '{"rows": ['],
    ['text.xlsx', 'no archive'],
  ])('says that there is none in %s', (name, content) => {
    expect(computeIn(name, content, `the mean of ${name}`)).toBe(
      `There is no table that I can read in ${name}`,
    )
  })

  it('computes of each of the files that are named', () => {
    pyodide.FS.writeFile('/mnt/data/more.json', JSON.stringify([{ amount: 4 }, { amount: 6 }]))
    expect(
      compute('Compare the total amount of sales.csv and more.json', [SALES_PATH, '/mnt/data/more.json']),
    ).toBe('sales.csv:\nSum of amount (4 rows): 1360\n\nmore.json:\nSum of amount (2 rows): 10')
  })
})

describe('the groups of a table in an order', () => {
  it.each([
    ['top 2 regions by total amount', 'amount / region\nNorth: Sum 1220\nSouth: Sum 80'],
    [
      'rank the average amount by region, ascending',
      'amount / region\nEast: Mean 60\nSouth: Mean 80\nNorth: Mean 610',
    ],
  ])('computes %j', (question, printed) => {
    expect(compute(question)).toBe(printed)
  })
})

describe('a picture without matplotlib', () => {
  it.each([
    'Plot the amount by region',
    'a line chart of the amount by product',
    'Plot 3, -5, 10',
    'Plot sin(x)',
    '画 1、2 的柱状图',
  ])('is the last value of the program for %j', (question) => {
    const globals = pyodide.toPy({})
    const png: unknown = pyodide
      .runPython(`${programFor(askOf(question), [SALES_PATH]) ?? ''}._repr_png_()`, { globals })
      .toJs()
    if (!(png instanceof Uint8Array)) throw new Error('no bytes')
    expect([...png.slice(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    const { width, height, colours } = decoded(png)
    expect([width, height]).toEqual([720, 360])
    expect(colours).toContain('2563eb')
    expect(colours).toContain('334155')
  })
})

describe('a program without a table', () => {
  it.each([
    ['What is 12.5 * (3 + 4) ^ 2?', '612.5'],
    ['3加4乘以2等于几', '11'],
    ['What is the average of 3, 5 and 10?', 'Mean: 6'],
    ['求 1、2、6 的总和与中位数', '总和: 9\n中位数: 2'],
    ['Sort 3, 9, -1', '[9, 3, -1]'],
    ['Plot 3, 5, 10', `1: ${'█'.repeat(6)} 3\n2: ${'█'.repeat(10)} 5\n3: ${'█'.repeat(20)} 10`],
    ['Plot y = 2x^2 - 3', '2 * x**2 - 3: -3 … 197 (x: -10 … 10)'],
    ['画 sin x 的曲线', 'sin(x): -0.9999 … 0.9999 (x: -10 … 10)'],
  ])('computes %j', (question, printed) => {
    expect(compute(question, [])).toBe(printed)
  })

  it.each(['Hello', 'What is the penalty?', 'What is the average price?', '文件里写了什么', 'Plot it'])(
    'is not written for %j',
    (question) => {
      expect(programFor(askOf(question), [])).toBeNull()
    },
  )
})

describe('a program over what a search has found', () => {
  const quotation = (text: string) => ({ text, cite: '【0:0†a.pdf】', file: 'a.pdf' })

  it('takes the amounts of one unit', () => {
    const found = ['In 2026 the hall costs 1,200 EUR.', 'Catering for 40 costs 800.50 EUR.'].map(quotation)
    expect(run(quotedProgram(found, askOf('What is the total cost?')))).toBe('Sum: 2000.5')
    expect(run(quotedProgram(['定金5000元，', '尾款 7000 元。'].map(quotation), askOf('一共多少钱？')))).toBe(
      '总和: 12000',
    )
  })

  it('is not written where nothing can be added up', () => {
    expect(quotedProgram([quotation('It costs 5 EUR in 2026.')], askOf('total cost?'))).toBeNull()
    expect(quotedProgram(['5 EUR', '6 EUR'].map(quotation), askOf('What does it cost?'))).toBeNull()
  })
})
