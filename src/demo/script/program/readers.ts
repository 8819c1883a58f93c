import { lines } from './pythonText.ts'

/** How a table is stored. */
export type TableKind = 'csv' | 'json' | 'xlsx'

/** By the ending of a path; what is none of the others is read as CSV. */
export function tableKindOf(path: string): TableKind {
  if (/\.(?:json|jsonl|ndjson)$/i.test(path)) return 'json'
  return /\.xlsx$/i.test(path) ? 'xlsx' : 'csv'
}

interface Reader {
  imports: readonly string[]
  /** Defines `read_<kind>(path)`: the names of the columns, and the rows as dictionaries of texts. No names where there is no table. */
  code: string
}

/** What reads each kind, with nothing but the standard library. */
export const READERS: Record<TableKind, Reader> = {
  csv: {
    imports: ['csv', 'io'],
    code: lines(
      'def read_csv(path):',
      '    """The names of the columns, and the rows as dictionaries."""',
      '    with open(path, "rb") as file:',
      '        data = file.read()',
      '    try:',
      '        text = data.decode("utf-8-sig")',
      '    except UnicodeDecodeError:',
      '        text = data.decode("gb18030")',
      '    delimiter = max(",;\\t", key=text.split("\\n", 1)[0].count)',
      '    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)',
      '    return reader.fieldnames or [], list(reader)',
    ),
  },
  json: {
    imports: ['json'],
    code: lines(
      'def tables_in(data):',
      '    """The lists of records in it, however deep they are."""',
      '    if isinstance(data, list) and data and all(isinstance(row, dict) for row in data):',
      '        yield data',
      '    elif isinstance(data, list) and len(data) > 1 and all(isinstance(row, list) for row in data):',
      '        yield [dict(zip(map(str, data[0]), row)) for row in data[1:]]',
      '    elif isinstance(data, dict):',
      '        columns = list(data.values())',
      '        if columns and all(isinstance(c, list) and c and not isinstance(c[0], (dict, list)) for c in columns):',
      '            yield [dict(zip(data, row)) for row in zip(*columns)]',
      '        for part in columns:',
      '            yield from tables_in(part)',
      '',
      '',
      'def read_json(path):',
      '    """The names of the columns, and the rows as dictionaries."""',
      '    with open(path, encoding="utf-8-sig") as file:',
      '        text = file.read()',
      '    try:',
      '        try:',
      '            data = json.loads(text)',
      '        except ValueError:',
      '            data = [json.loads(line) for line in text.splitlines() if line.strip()]',
      '    except ValueError:',
      '        data = None',
      '    rows = max(tables_in(data), key=len, default=[])',
      '    names = list(dict.fromkeys(name for row in rows for name in row))',
      '    text_of = lambda cell: cell if isinstance(cell, str) else "" if cell is None else json.dumps(cell, ensure_ascii=False)',
      '    return names, [{name: text_of(row.get(name)) for name in names} for row in rows]',
    ),
  },
  xlsx: {
    imports: ['zipfile', 'xml.etree.ElementTree as ElementTree'],
    code: lines(
      'def read_xlsx(path):',
      '    """The names of the columns, and the rows as dictionaries, of the longest sheet."""',
      '    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"',
      '    texts = lambda node: "".join(t.text or "" for t in node.iter(main + "t"))',
      '    if not zipfile.is_zipfile(path):',
      '        return [], []',
      '    with zipfile.ZipFile(path) as book:',
      '        parts = book.namelist()',
      '        tree = lambda part: ElementTree.fromstring(book.read(part))',
      '        strings = "xl/sharedStrings.xml"',
      '        shared = [texts(node) for node in tree(strings)] if strings in parts else []',
      '        sheets = [tree(part) for part in parts if part.startswith("xl/worksheets/") and part.endswith(".xml")]',
      '',
      '    def text_of(cell):',
      '        value = cell.find(main + "v")',
      '        if value is None or value.text is None:',
      '            return texts(cell)',
      '        return shared[int(value.text)] if cell.get("t") == "s" else value.text',
      '',
      '    def grid_of(sheet):',
      '        rows = []',
      '        for row in sheet.iter(main + "row"):',
      '            cells = {}',
      '            for at, cell in enumerate(row.iter(main + "c")):',
      '                # `C7` stands in the column C, whatever cells before it are left out.',
      '                cells[cell.get("r", str(at)).rstrip("0123456789") or at] = text_of(cell)',
      '            if any(cells.values()):',
      '                rows.append(cells)',
      '        return rows',
      '',
      '    grid = max(map(grid_of, sheets), key=len, default=[])',
      '    # A title above the table has a row of its own.',
      '    start = next((i for i, row in enumerate(grid) if sum(map(bool, row.values())) > 1), 0)',
      '    head = {at: name for at, name in (grid[start] if grid else {}).items() if name}',
      '    return list(head.values()), [{name: row.get(at, "") for at, name in head.items()} for row in grid[start + 1 :]]',
    ),
  },
}
