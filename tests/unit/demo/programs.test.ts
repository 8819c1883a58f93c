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

function askOf(text: string): Ask {
  return readAsk({
    instructions: '',
    turns: [userTurn([text], [])],
    tools: [],
    toolChoice: { type: 'auto' },
    canCallSeveral: true,
    format: { type: 'text' },
  })
}

/** What a program prints. */
function run(code: string | null): string {
  const printed: string[] = []
  pyodide.setStdout({ batched: (line) => printed.push(line) })
  const globals = pyodide.toPy({ __name__: '__main__' })
  pyodide.runPython(code ?? 'print("no program")', { globals })
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
    expect(() => compute('mean of names.csv', ['/mnt/data/names.csv'])).toThrow(/no column of numbers/)
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
