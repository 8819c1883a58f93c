import { tokensOf } from '../support/scenarioWire.ts'

/** Mixed Markdown as models write it: so many tokens, as the server of the tests counts them, of headings, lists, code, tables, prose and Chinese. */
export function benchText(tokens: number): string {
  const section = (number: number): string => `## Section ${number}

A paragraph with **bold** words, *emphasis*, \`code\`, a [link](https://example.com/${number}) and inline maths $x_${number}^2 + y$ that goes on for a while, as answers do.

- first point of section ${number}
- second point, with 中文和标点，混在一起。
  - nested point

\`\`\`ts
export function compute${number}(input: readonly number[]): number {
  return input.reduce((sum, value) => sum + value * ${number}, 0)
}
\`\`\`

| name | value | note |
| --- | ---: | --- |
| alpha | ${number * 3} | 第一行 |
| beta | ${number * 7} | second row |

> 引用一段话，看看渲染是否稳定。
`
  const sections: string[] = []
  for (let count = 0; count < tokens;) {
    sections.push(`${section(sections.length + 1)}\n`)
    count += tokensOf(sections.at(-1) ?? '').length
  }
  return tokensOf(sections.join('')).slice(0, tokens).join('')
}
