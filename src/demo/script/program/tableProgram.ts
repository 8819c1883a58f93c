import { keywordsOf, translated } from '../keywords.ts'
import type { Language } from '../language.ts'
import { CHART_IMPORTS, CHART_TOOLS, chartLines, PRINT_BARS, SHOW_PICTURE } from './chart.ts'
import type { Computation } from './computation.ts'
import { MEASURE_NAMES, MEASURE_CODE } from './measures.ts'
import { FIND_COLUMNS, lines, literal, literals, SHOWN } from './pythonText.ts'
import { READERS, tableKindOf } from './readers.ts'
import type { Measure, Wishes } from './wishes.ts'

export interface TableQuestion {
  language: Language
  /** As the program sees them; one at least. */
  paths: readonly string[]
}

const WORDS: Record<Language, Record<'noTable' | 'noNumbers' | 'columns', string>> = {
  en: {
    noTable: 'There is no table that I can read in',
    noNumbers: 'The table has no column of numbers.',
    columns: 'Its columns',
  },
  zh: { noTable: '这个文件里没有我能读的表格：', noNumbers: '表格里没有数字列。', columns: '它的列' },
}

/** A program that reads tables and computes what is wished of each; it chooses the columns by the question's words and its header. */
export function tableProgram({ language, paths }: TableQuestion, computation: Computation): string {
  const { wishes } = computation
  // One picture is the last value of a program.
  const read = wishes.isPlotted ? paths.slice(0, 1) : paths
  const readers = [...new Set(read.map(tableKindOf))].map((kind) => READERS[kind])
  const imports = [
    ...readers.flatMap((reader) => reader.imports),
    ...(wishes.isSorted ? ['csv'] : []),
    ...(wishes.isPlotted ? CHART_IMPORTS : []),
    'math',
    'statistics',
  ]
  return lines(
    ...[...new Set(imports)].toSorted().map((library) => `import ${library}`),
    '',
    '',
    ...readers.flatMap(({ code }) => [code, '', '']),
    FIND_COLUMNS,
    '',
    '',
    SHOWN,
    '',
    '',
    ...(wishes.isPlotted ? CHART_TOOLS : []),
    ...read.flatMap((path, index) => [
      ...(read.length > 1
        ? [...(index > 0 ? ['print()'] : []), `print(${literal(`${nameOf(path)}:`)})`]
        : []),
      ...workOn(path, language, computation),
    ]),
  )
}

function workOn(path: string, language: Language, computation: Computation): string[] {
  const { wishes, by, subject, earlierSubject } = computation
  const parts = {
    language,
    path,
    wishes,
    by: by === null ? [] : [by, ...translated(by, language)],
    isGrouped: by !== null,
  }
  const isRanked = wishes.isSorted && parts.isGrouped && wishes.measures.some((one) => one !== 'count')
  const work = isRanked ? ranked : wishes.isPlotted ? plotted : wishes.isSorted ? sorted : measured
  return [
    `names, rows = read_${tableKindOf(path)}(${literal(path)})`,
    'if not names:',
    `    print(${literal(`${WORDS[language].noTable} ${nameOf(path)}`)})`,
    '    raise SystemExit',
    `words = ${literals(wordsOf(subject, language))}`,
    ...(earlierSubject === null ? [] : goingOn(wordsOf(earlierSubject, language))),
    '# A word that fills a cell chooses the rows, the others choose the column.',
    'for word in words:',
    '    rows = [row for row in rows if word in [str(cell).lower() for cell in row.values()]] or rows',
    ...work(parts),
  ]
}

function wordsOf(subject: string, language: Language): string[] {
  const words = keywordsOf(subject).filter((word) => !ABOUT_THE_TABLE.has(word))
  return [...new Set([...words, ...translated(subject, language)])]
}

/** Takes words of the questions before for the columns, or for the rows, that the question says nothing of. */
function goingOn(earlier: readonly string[]): string[] {
  return [
    '# What this question leaves open is as it was asked before.',
    `earlier = ${literals(earlier)}`,
    'of_columns = lambda said: [w for w in said if any(w.rstrip("s") in name.lower() for name in names)]',
    'of_rows = lambda said: [w for w in said if any(w == str(cell).lower() for row in rows for cell in row.values())]',
    'words = (of_columns(words) or of_columns(earlier)) + (of_rows(words) or of_rows(earlier))',
  ]
}

/** Words of a question that point to a table, not to what is in it. */
const ABOUT_THE_TABLE: ReadonlySet<string> = new Set(
  'csv tsv json jsonl xlsx excel spreadsheet sheet table column columns row rows record records entry entries data value values number numbers calculate compute file 表 表格 数据 列 行 值 数值 计算 算'.split(
    ' ',
  ),
)

interface Parts {
  language: Language
  path: string
  wishes: Wishes
  by: string[]
  isGrouped: boolean
}

const numeric = (language: Language): string[] => [
  'numeric = [n for n in names if sum(number(row[n]) is not None for row in rows) * 2 > len(rows)]',
  'if not numeric:',
  `    print(${literal(WORDS[language].noNumbers)}, ${literal(`${WORDS[language].columns}:`)}, ", ".join(names))`,
  '    raise SystemExit',
]

function measured({ language, wishes, by, isGrouped }: Parts): string[] {
  const label = MEASURE_NAMES[language]
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
      ...numeric(language),
      'for column in columns_for(words, numeric):',
      `    ${values}`,
      ...measures.flatMap((measure) => told(measure, language, measures.length === 1)),
    ]
  }
  const each = measures.map((measure) => `${label[measure]} {shown(${MEASURE_CODE[measure]})}`).join(', ')
  return [
    ...numeric(language),
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

function sorted({ language, path, wishes, by, isGrouped }: Parts): string[] {
  const target = written(path, '-sorted.csv')
  const chosen = isGrouped ? `columns_for(${literals(by)}, names)[0]` : 'columns_for(words, numeric)[0]'
  return [
    ...numeric(language),
    `column = ${chosen}`,
    'if column in numeric:',
    '    key = lambda row: number(row[column]) if number(row[column]) is not None else -math.inf',
    'else:',
    '    key = lambda row: row[column] or ""',
    `rows.sort(key=key, reverse=${wishes.isAscending ? 'False' : 'column in numeric'})`,
    `with open(${literal(target)}, "w", encoding="utf-8", newline="") as file:`,
    '    writer = csv.DictWriter(file, names, extrasaction="ignore")',
    '    writer.writeheader()',
    '    writer.writerows(rows)',
    'print(" | ".join(names))',
    `for row in rows[:${wishes.most}]:`,
    '    print(" | ".join(str(row[name]) for name in names))',
  ]
}

/** The groups of a column in the order of a figure of each: `top 2 regions by total amount`, `average amount by region, sorted`. */
function ranked({ language, wishes, by }: Parts): string[] {
  const measure = wishes.measures.find((wished) => wished !== 'count') ?? 'sum'
  return [
    ...numeric(language),
    `asked = columns_for(${literals(by)}, names)[0]`,
    'others = [n for n in names if n not in numeric] or names',
    'by, column = (columns_for(words, others)[0], asked) if asked in numeric else (asked, columns_for(words, numeric)[0])',
    'groups = {}',
    'for row in rows:',
    '    if number(row[column]) is not None:',
    '        groups.setdefault(str(row[by]), []).append(number(row[column]))',
    `figures = [(${MEASURE_CODE[measure]}, key) for key, values in groups.items()]`,
    `figures.sort(key=lambda figure: figure[0], reverse=${wishes.isAscending ? 'False' : 'True'})`,
    'print(f"{column} / {by}")',
    `for figure, key in figures[:${wishes.most}]:`,
    `    print(f"{key}: ${MEASURE_NAMES[language][measure]} {shown(figure)}")`,
  ]
}

function plotted({ language, path, wishes, by, isGrouped }: Parts): string[] {
  const measure = wishes.measures.find((wished) => wished !== 'count') ?? 'sum'
  const target = written(path, '-chart.svg')
  return [
    ...numeric(language),
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
    ...chartLines({ path: target, title: 'f"{column} / {by}"', isLine: wishes.isLine }),
    ...PRINT_BARS,
    SHOW_PICTURE,
  ]
}

/** Where a program writes: beside the table, under a name that needs no encoding in a link but for its letters. */
function written(path: string, ending: string): string {
  return path.replace(/\.\w+$/, '').replace(/[^\p{L}\p{N}./_-]+/gu, '_') + ending
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
