import type { Page } from 'playwright-core'
import type { ChatMessage } from '../../src/domain/chat.ts'
import { assistantMessage, chatOf, userMessage } from './chatData.ts'

const FENCE = '```'
const LONG = 'a_value_that_makes_its_line_longer_than_a_page_is_wide '.repeat(4).trimEnd()
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const code = (language: string, text: string): string => `${FENCE}${language}\n${text}\n${FENCE}`
const DIAGRAM = 'flowchart LR\n  A[Contract signed] -->|late?| B{More than 3 days}\n  B -->|yes| C[Penalty]'

/** One of everything that Markdown has, wide and long. */
export const ZOO = [
  '# First level\n\nThe penalty is **0.5 %** a *working* day, ~~not two~~; run `npm test`, H<sub>2</sub>O, <kbd>Ctrl</kbd>+<kbd>F</kbd>.',
  '## Second level, 第二级\n\n中文也一样：**上限为百分之八。**之后不再增加，见[条款](https://example.com/terms)和 https://example.org/a/long/address/which/goes/on/and/on/until/it/has/to/break/somewhere。',
  '### Third\n\n#### Fourth\n\n##### Fifth\n\n###### Sixth',
  '1. Count the days\n   - without the *grace* period\n     - and none of them twice\n   - with it\n2. Multiply\n\n- [x] Count\n- [ ] Multiply\n  - [ ] and round',
  '> It costs $5 to $10 to ask, said $x^2$.\n>\n> > And 中文 asks again.\n>\n> - with a list',
  '| Item | Days | Amount | 备注 |\n|------|:----:|-------:|------|\n| Grace | 3 | € 0 | 无 |\n| Penalty | 17 | € 102,000 | 上限为百分之八 |',
  `| ${Array.from({ length: 14 }, (_, at) => `Column ${at}`).join(' | ')} |\n|${'---|'.repeat(14)}\n${`| ${Array.from({ length: 14 }, (_, at) => `cell number ${at}`).join(' | ')} |\n`.repeat(4)}`,
  code(
    'python',
    `def penalty(days: int) -> float:\n    """Half a percent a day."""\n    return 0.5 * days  # ${LONG}`,
  ),
  code(
    'typescript',
    `export const total = (rows: readonly Row[]): number =>\n  rows.reduce((sum, { value }) => sum + value, 0) // 合计`,
  ),
  code('bash', `curl -s "$HOME/prices" | grep -v '^#' > out.txt`),
  code('json', '{ "name": "skein", "sizes": [1, 2.5], "isOpen": true }'),
  code('sql', 'SELECT name, sum(value) FROM rows WHERE day > 3 GROUP BY name;'),
  code('diff', '-  return 1\n+  return 2\n   done'),
  code('', 'no language at all'),
  'The area is $\\pi r^2$, and\n\n$$\n\\sum_{i=1}^{17} 0.005 \\cdot v + \\int_0^\\infty e^{-x^2}\\,dx\n$$\n\nand one that is wide:',
  `$$\n${Array.from({ length: 24 }, (_, at) => `x_{${at}}^2 \\cdot y_{${at}}`).join(' + ')}\n$$`,
  'One that is broken: $\\frac{1$ and $$\\undefinedcommand{x}$$',
  code('mermaid', DIAGRAM),
  code('mermaid', 'flowchart TD\n  A[Broken --> B'),
  `![A drawing from elsewhere](https://pictures.example/wide.png)\n\n![A local one](${PICTURE})`,
  '<div onclick="alert(1)">Raw <b>html</b></div>\n\n---',
  'Done[^1], twice[^note].\n\n[^1]: By clause 14.\n[^note]: 见第十四条，which is long enough that it has to go on in another line of the page, at least where that is as narrow as a phone.',
].join('\n\n')

/** A chat of the demo: three questions, each answered with everything. */
export function zooMessages(): ChatMessage[] {
  return [0, 1, 2].flatMap((at): ChatMessage[] => [
    userMessage({
      id: `user_${at}`,
      parentId: at === 0 ? null : `reply_${at - 1}`,
      createdAt: 1_000 + at * 2,
      text: `Show me everything, time ${at + 1}. 全部给我看看。`,
    }),
    assistantMessage({ id: `reply_${at}`, parentId: `user_${at}`, createdAt: 1_001 + at * 2, text: ZOO }),
  ])
}

/** Stores the chat, whose address is `/chat/chat_1`. The console must have been opened. */
export async function seedZoo(page: Page, messages: readonly ChatMessage[] = zooMessages()): Promise<void> {
  // It opens its database when it has something to read.
  await page.waitForFunction(async () =>
    (await indexedDB.databases()).some(({ name }) => name === 'skein-console'),
  )
  const chat = chatOf({
    title: 'Everything',
    leafId: messages.at(-1)?.id ?? null,
    connectionId: 'demo',
    updatedAt: Date.now(),
  })
  await page.evaluate(
    async ([stored, all]) => {
      const opening = indexedDB.open('skein-console')
      await new Promise((resolve) => (opening.onsuccess = resolve))
      const transaction = opening.result.transaction(['chats', 'messages'], 'readwrite')
      transaction.objectStore('chats').put(stored)
      for (const message of all) transaction.objectStore('messages').put(message)
      await new Promise((resolve) => (transaction.oncomplete = resolve))
      opening.result.close()
    },
    [chat, messages] as const,
  )
}
