/** Lines of a program, one below the other. */
export const lines = (...text: string[]): string => text.join('\n')

/** A string of Python. */
export const literal = (text: string): string => JSON.stringify(text)

/** A list of strings of Python. */
export const literals = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`

export const SHOWN = lines('def shown(value):', '    return str(round(value, 4)).removesuffix(".0")')

/** Reads a table and finds the columns that a question means by their names. */
export const READ_TABLE = lines(
  'def read_table(path):',
  '    """The names of the columns, and the rows as dictionaries."""',
  '    with open(path, "rb") as file:',
  '        data = file.read()',
  '    try:',
  '        text = data.decode("utf-8-sig")',
  '    except UnicodeDecodeError:',
  '        text = data.decode("gb18030")',
  '    delimiter = max(",;\\t", key=text.split("\\n", 1)[0].count)',
  '    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)',
  '    return reader.fieldnames, list(reader)',
  '',
  '',
  'def number(cell):',
  '    """The number in a cell such as "$1,234.50", or None."""',
  '    try:',
  '        value = float((cell or "").strip(" $€£¥￥%元").replace(",", ""))',
  '    except ValueError:',
  '        return None',
  '    return value if math.isfinite(value) else None',
  '',
  '',
  'def columns_for(words, names):',
  '    """The names that have most of the words in them: all of them where none has any."""',
  '    hits = {name: sum(word.rstrip("s") in name.lower() for word in words) for name in names}',
  '    return [name for name in names if hits[name] == max(hits.values())]',
)

/** A bar chart, or a line, that needs nothing but the standard library. */
export const SAVE_SVG = lines(
  'def save_svg(path, title, labels, values, as_line):',
  '    """Draws the values as a picture that any browser shows."""',
  '    low, high = min(values + [0]), max(values + [0])',
  '    step = 680 / len(values)',
  '    y = lambda value: 320 - 270 * (value - low) / ((high - low) or 1)',
  '    marks = [f\'<text x="20" y="28" font-size="18">{html.escape(title)}</text>\']',
  '    if as_line:',
  '        points = " ".join(f"{20 + step * (i + 0.5):.1f},{y(v):.1f}" for i, v in enumerate(values))',
  '        marks.append(f\'<polyline points="{points}" fill="none" stroke="#2563eb" stroke-width="2"/>\')',
  '    else:',
  '        for i, v in enumerate(values):',
  '            top, tall = min(y(v), y(0)), abs(y(v) - y(0))',
  '            marks.append(f\'<rect x="{20 + step * (i + 0.1):.1f}" y="{top:.1f}" width="{step * 0.8:.1f}" height="{tall:.1f}" fill="#2563eb"/>\')',
  '    every = math.ceil(len(values) / 12)',
  '    for i in range(0, len(values), every):',
  '        at = f\'x="{20 + step * (i + 0.5):.1f}" text-anchor="middle" font-size="12"\'',
  '        marks.append(f\'<text {at} y="340">{html.escape(labels[i])}</text>\')',
  '        if every == 1:',
  '            marks.append(f\'<text {at} y="{min(y(values[i]), y(0)) - 5:.1f}">{shown(values[i])}</text>\')',
  '    marks.append(f\'<line x1="20" x2="700" y1="{y(0):.1f}" y2="{y(0):.1f}" stroke="#64748b"/>\')',
  '    head = \'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 360" font-family="sans-serif">\'',
  '    with open(path, "w", encoding="utf-8") as file:',
  '        file.write(head + \'<rect width="720" height="360" fill="white"/>\' + "".join(marks) + "</svg>")',
)
