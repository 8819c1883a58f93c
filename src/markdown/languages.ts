export interface CodeLanguage {
  /** The grammar's name. */
  id: string
  label: string
  /** Of a downloaded file, without the dot. */
  extension: string
}

/** Grammar, label, extension, and the other names that fences use for it. */
const TABLE: readonly (readonly [id: string, label: string, extension: string, ...names: string[]])[] = [
  ['bash', 'Shell', 'sh', 'sh', 'shell', 'zsh', 'console', 'shellscript', 'shellsession'],
  ['c', 'C', 'c', 'h'],
  ['cpp', 'C++', 'cpp', 'c++', 'cc', 'cxx', 'hpp'],
  ['csharp', 'C#', 'cs', 'c#', 'cs'],
  ['css', 'CSS', 'css'],
  ['dart', 'Dart', 'dart'],
  ['diff', 'Diff', 'diff', 'patch'],
  ['dockerfile', 'Dockerfile', 'dockerfile', 'docker'],
  ['go', 'Go', 'go', 'golang'],
  ['graphql', 'GraphQL', 'graphql', 'gql'],
  ['html', 'HTML', 'html', 'htm'],
  ['ini', 'INI', 'ini', 'properties', 'conf', 'cfg'],
  ['java', 'Java', 'java'],
  ['javascript', 'JavaScript', 'js', 'js', 'mjs', 'cjs', 'node'],
  ['json', 'JSON', 'json', 'jsonc', 'json5', 'jsonl'],
  ['jsx', 'JSX', 'jsx'],
  ['kotlin', 'Kotlin', 'kt', 'kt', 'kts'],
  ['latex', 'LaTeX', 'tex', 'tex'],
  ['lua', 'Lua', 'lua'],
  ['makefile', 'Makefile', 'mk', 'make'],
  ['markdown', 'Markdown', 'md', 'md', 'mdx'],
  ['mermaid', 'Mermaid', 'mmd'],
  ['nginx', 'nginx', 'conf'],
  ['php', 'PHP', 'php'],
  ['powershell', 'PowerShell', 'ps1', 'ps', 'ps1', 'pwsh'],
  ['python', 'Python', 'py', 'py', 'python3', 'ipython'],
  ['r', 'R', 'r'],
  ['ruby', 'Ruby', 'rb', 'rb'],
  ['rust', 'Rust', 'rs', 'rs'],
  ['scala', 'Scala', 'scala'],
  ['scss', 'SCSS', 'scss', 'sass'],
  ['sql', 'SQL', 'sql', 'postgresql', 'mysql', 'sqlite', 'plsql'],
  ['swift', 'Swift', 'swift'],
  ['toml', 'TOML', 'toml'],
  ['tsx', 'TSX', 'tsx'],
  ['typescript', 'TypeScript', 'ts', 'ts', 'mts', 'cts'],
  ['vue', 'Vue', 'vue'],
  ['xml', 'XML', 'xml', 'svg', 'xsl', 'plist'],
  ['yaml', 'YAML', 'yaml', 'yml'],
]

const byName = new Map<string, CodeLanguage>(
  TABLE.flatMap(([id, label, extension, ...names]) =>
    [id, ...names].map((name) => [name, { id, label, extension }] as const),
  ),
)

/** What is known about the language that a fence names; `null` when nothing is. */
export function codeLanguage(name: string): CodeLanguage | null {
  return byName.get(name.toLowerCase()) ?? null
}
