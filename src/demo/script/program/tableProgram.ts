import { keywordsOf, translated } from '../keywords.ts'
import type { Language } from '../language.ts'
import { chartLines, PRINT_BARS } from './chart.ts'
import { lines, literal, literals, READ_TABLE, SAVE_SVG, SHOWN } from './pythonText.ts'
import { MEASURE_NAMES, MEASURE_CODE } from './measures.ts'
import { takeGrouping, withoutWishes } from './wishes.ts'
import type { Measure, Wishes } from './wishes.ts'

export interface TableQuestion {
  text: string
  language: Language
  /** As the program sees it. */
  path: string
}

/** A program that reads a CSV file and computes what is wished; it chooses the columns by the question's words and its header. */
export function tableProgram(question: TableQuestion, wishes: Wishes): string {
  const name = question.path.slice(question.path.lastIndexOf('/') + 1)
  const { by, rest } = takeGrouping(question.text.replaceAll(name, ' '))
  const words = keywordsOf(withoutWishes(rest)).filter((word) => !ABOUT_THE_TABLE.has(word))
  const parts = {
    question,
    wishes,
    by: by === null ? [] : [by, ...translated(by, question.language)],
    isGrouped: by !== null,
  }
  const work = wishes.isPlotted ? plotted(parts) : wishes.isSorted ? sorted(parts) : measured(parts)
  const imports = ['csv', ...(wishes.isPlotted ? ['html'] : []), 'io', 'math', 'statistics']
  return lines(
    ...imports.map((library) => `import ${library}`),
    '',
    '',
    READ_TABLE,
    '',
    '',
    SHOWN,
    '',
    '',
    ...(wishes.isPlotted ? [SAVE_SVG, '', ''] : []),
    `names, rows = read_table(${literal(question.path)})`,
    `words = ${literals([...words, ...translated(rest, question.language)])}`,
    '# A word that fills a cell chooses the rows, the others choose the column.',
    'for word in words:',
    '    rows = [row for row in rows if word in [str(cell).lower() for cell in row.values()]] or rows',
    ...work,
  )
}

/** Words of a question that point to a table, not to what is in it. */
const ABOUT_THE_TABLE: ReadonlySet<string> = new Set(
  'csv tsv table column columns row rows record records entry entries data value values number numbers calculate compute file 表 表格 数据 列 行 值 数值 计算 算'.split(
    ' ',
  ),
)

interface Parts {
  question: TableQuestion
  wishes: Wishes
  by: string[]
  isGrouped: boolean
}

const NUMERIC = [
  'numeric = [n for n in names if sum(number(row[n]) is not None for row in rows) * 2 > len(rows)]',
  'if not numeric:',
  '    raise ValueError("The table has no column of numbers.")',
]

function measured({ question, wishes, by, isGrouped }: Parts): string[] {
  const label = MEASURE_NAMES[question.language]
  if (wishes.isCounted) {
    const total = `print(f"${label.count}: {len(rows)}")`
    if (!isGrouped) return [total]
    return [
      `by = columns_for(${literals(by)}, names)[0]`,
      'for key in dict.fromkeys(row[by] for row in rows):',
      '    print(f"{key}: {sum(row[by] == key for row in rows)}")',
      total,
    ]
  }
  const measures = wishes.measures.filter((measure) => measure !== 'count')
  const values = 'values = [value for row in rows if (value := number(row[column])) is not None]'
  if (!isGrouped) {
    return [
      ...NUMERIC,
      'for column in columns_for(words, numeric):',
      `    ${values}`,
      ...measures.flatMap((measure) => told(measure, question.language, measures.length === 1)),
    ]
  }
  const each = measures.map((measure) => `${label[measure]} {shown(${MEASURE_CODE[measure]})}`).join(', ')
  return [
    ...NUMERIC,
    `by = columns_for(${literals(by)}, names)[0]`,
    'column = columns_for(words, [n for n in numeric if n != by])[0]',
    `print(f"{column} / {by}")`,
    'for key in dict.fromkeys(row[by] for row in rows):',
    '    values = [value for row in rows if row[by] == key and (value := number(row[column])) is not None]',
    '    if values:',
    `        print(f"{key}: ${each}")`,
  ]
}

/** The lines that tell one figure of a column; of the greatest and the least alone, also the rows that have it. */
function told(measure: Measure, language: Language, isAlone: boolean): string[] {
  const name = MEASURE_NAMES[language][measure]
  const label =
    language === 'zh' ? `{column} 的${name}（{len(values)} 行）` : `${name} of {column} ({len(values)} rows)`
  const line = `    print(f"${label}: {shown(${MEASURE_CODE[measure]})}")`
  if (!isAlone || (measure !== 'min' && measure !== 'max')) return [line]
  return [
    line,
    '    for row in rows:',
    `        if number(row[column]) == ${measure}(values):`,
    '            print(", ".join(f"{name}: {row[name]}" for name in names))',
  ]
}

function sorted({ question, wishes, by, isGrouped }: Parts): string[] {
  const path = written(question, '-sorted.csv')
  const chosen = isGrouped ? `columns_for(${literals(by)}, names)[0]` : 'columns_for(words, numeric)[0]'
  return [
    ...NUMERIC,
    `column = ${chosen}`,
    'if column in numeric:',
    '    key = lambda row: number(row[column]) if number(row[column]) is not None else -math.inf',
    'else:',
    '    key = lambda row: row[column] or ""',
    `rows.sort(key=key, reverse=${wishes.isAscending ? 'False' : 'column in numeric'})`,
    `with open(${literal(path)}, "w", encoding="utf-8", newline="") as file:`,
    '    writer = csv.DictWriter(file, names, extrasaction="ignore")',
    '    writer.writeheader()',
    '    writer.writerows(rows)',
    'print(" | ".join(names))',
    `for row in rows[:${wishes.most}]:`,
    '    print(" | ".join(str(row[name]) for name in names))',
  ]
}

function plotted({ question, wishes, by, isGrouped }: Parts): string[] {
  const measure = wishes.measures.find((wished) => wished !== 'count') ?? 'sum'
  const path = written(question, '-chart.svg')
  return [
    ...NUMERIC,
    isGrouped
      ? `by = columns_for(${literals(by)}, names)[0]`
      : 'by = next((n for n in names if n not in numeric), names[0])',
    'column = columns_for(words, [n for n in numeric if n != by] or numeric)[0]',
    'groups = {}',
    'for row in rows:',
    '    if number(row[column]) is not None:',
    '        groups.setdefault(str(row[by]), []).append(number(row[column]))',
    'labels = list(groups)',
    `heights = [${MEASURE_CODE[measure]} for values in groups.values()]`,
    ...chartLines({ path, title: 'f"{column} / {by}"', isLine: wishes.isLine }),
    ...PRINT_BARS,
  ]
}

/** Where a program writes: beside the table, under a name that needs no encoding in a link but for its letters. */
function written({ path }: TableQuestion, ending: string): string {
  return path.replace(/\.\w+$/, '').replace(/[^\p{L}\p{N}./_-]+/gu, '_') + ending
}
