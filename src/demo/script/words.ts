import type { Words } from './language.ts'

const lines = (...text: string[]): string => text.join('\n')

export const GREETING: Words = {
  en: 'Hello! I am the offline demo: a script, not an AI, so I work without a network or a key. Ask me for a **tour**, a **table**, some **code** or a short **essay on spring**, or drop in a text file and ask what is in it.',
  zh: '你好！我是离线演示：照脚本回答，不是人工智能，所以没有网络和密钥也能用。可以让我做个**介绍**，写一段**代码**，列一张**表格**，或者写一篇关于**春天**的短文；也可以拖一个文本文件进来，问问里面写了什么。',
}

export const IDENTITY: Words = {
  en: 'I am **not an AI**. I am the offline demo of Skein, a small script that looks for known words in your question and answers with prepared text. The sums and the look-ups in your files are really worked out; the rest was written beforehand by people.\n\nTo talk to a real model, open **Settings → Connections** and add one.',
  zh: '我**不是人工智能**。我是 Skein 的离线演示：一段小程序，在你的问题里找认识的词，再用事先写好的文字回答。算术和文件查找是真的现算现查，其余都是人提前写好的。\n\n想和真正的模型对话，请打开**设置 → 连接**，添加一个连接。',
}

export const CONNECT: Words = {
  en: lines(
    'To talk to a real model:',
    '',
    '1. Open **Settings → Connections** and press **Add connection**.',
    '2. Choose a preset, such as OpenAI, OpenRouter, Ollama or LM Studio, or type the base URL of any compatible server.',
    '3. Paste your **API key** if the server wants one. It is kept in this browser, the way you choose, and goes to that server only.',
    '4. Press **Test connection**. If something is in the way, it says what to change.',
    '',
    'Then pick the connection and a model at the top of a chat.',
  ),
  zh: lines(
    '要和真正的模型对话：',
    '',
    '1. 打开**设置 → 连接**，点**添加连接**。',
    '2. 选择一个预设，比如 OpenAI、OpenRouter、Ollama 或 LM Studio；其他兼容的服务填上地址就行。',
    '3. 如果服务需要，粘贴你的 **API 密钥**。密钥按你选的方式存在这个浏览器里，只会发给这个服务。',
    '4. 点**测试连接**。如果哪里不通，会告诉你该改什么。',
    '',
    '然后在聊天页面上方选好连接和模型就可以了。',
  ),
}

/** About a hundred words, a hundred characters. */
export const SPRING: Words = {
  en: lines(
    '**Spring**',
    '',
    'Spring does not arrive all at once. First the ice on the pond turns grey and thin, and one morning a blackbird sings before it is light. Then the snowdrops stand up along the wall, as if they had only been waiting for someone to look. The wind still bites, but it smells of wet earth. Children leave their coats on the fence; old people move their chairs into the sun. By April the whole street is green at the edges, and windows that were shut since autumn stand open. Nothing has really changed, and yet everybody walks a little more slowly, looking up.',
  ),
  zh: lines(
    '**春天**',
    '',
    '春天是悄悄来的。先是河面的冰薄了，接着柳枝染上一层嫩黄。一场细雨过后，泥土松软，草芽从墙角探出头来。燕子衔着泥，在屋檐下忙着安家；孩子们脱去厚重的棉衣，在风里放起风筝。田野里，农人弯腰播种，把一年的盼望埋进土里。春天让人相信：熬过寒冬，总有花开。',
  ),
}

export const TABLE: Words = {
  en: lines(
    'The four seasons, as they are north of the equator:',
    '',
    '| Season | Months | Weather | To do outside |',
    '| :-- | :-- | :-- | :-- |',
    '| **Spring** | March to May | mild, with showers | sow a bed of radishes |',
    '| **Summer** | June to August | warm to hot, some thunder | swim in a lake |',
    '| **Autumn** | September to November | cool, foggy mornings | gather chestnuts |',
    '| **Winter** | December to February | cold, frost or snow | follow tracks in the snow |',
    '',
    'South of the equator, move the months by half a year.',
  ),
  zh: lines(
    '北半球的四季：',
    '',
    '| 季节 | 月份 | 天气 | 适合户外做的事 |',
    '| :-- | :-- | :-- | :-- |',
    '| **春** | 3 月至 5 月 | 温和，时有阵雨 | 播种一畦小萝卜 |',
    '| **夏** | 6 月至 8 月 | 炎热，偶有雷雨 | 去湖里游泳 |',
    '| **秋** | 9 月至 11 月 | 凉爽，早晨多雾 | 捡栗子 |',
    '| **冬** | 12 月至次年 2 月 | 寒冷，有霜或雪 | 跟着雪地里的脚印走一程 |',
    '',
    '南半球的月份正好相差半年。',
  ),
}

const PYTHON = lines(
  '```python',
  'from collections import Counter',
  'from pathlib import Path',
  'import re',
  '',
  '',
  'def common_words(path, count=10):',
  '    """The most frequent words of a text file, with how often they occur."""',
  '    words = re.findall(r"\\w+", Path(path).read_text(encoding=\'utf-8\').lower())',
  '    return Counter(words).most_common(count)',
  '',
  '',
  "for word, times in common_words('notes.txt'):",
  "    print(f'{times:5}  {word}')",
  '```',
)

const TYPESCRIPT = lines(
  '```ts',
  '/** Puts the items that have the same value under `key` together. */',
  'function groupBy<T, K extends keyof T>(items: T[], key: K): Map<T[K], T[]> {',
  '  const groups = new Map<T[K], T[]>()',
  '  for (const item of items) {',
  '    const group = groups.get(item[key])',
  '    if (group) group.push(item)',
  '    else groups.set(item[key], [item])',
  '  }',
  '  return groups',
  '}',
  '',
  'const plants = [',
  "  { name: 'snowdrop', season: 'winter' },",
  "  { name: 'daffodil', season: 'spring' },",
  "  { name: 'primrose', season: 'spring' },",
  ']',
  "console.log(groupBy(plants, 'season').get('spring'))",
  "// [{ name: 'daffodil', … }, { name: 'primrose', … }]",
  '```',
)

export const CODE: Record<'python' | 'typescript', Words> = {
  python: {
    en: `This Python function counts the most frequent words of a text file:\n\n${PYTHON}\n\n\`Counter\` does the counting, and \`\\w+\` takes letters of any script. It is the one piece of Python I have on script.`,
    zh: `下面这个 Python 函数统计文本文件里出现最多的词：\n\n${PYTHON}\n\n计数交给 \`Counter\`，\`\\w+\` 可以匹配各种文字。这是我脚本里唯一的一段 Python。`,
  },
  typescript: {
    en: `Here is a TypeScript function that groups a list of objects by a key:\n\n${TYPESCRIPT}\n\nA \`Map\` keeps the order in which the groups first appear, and its keys need not be strings. It is the one piece of TypeScript I have on script; ask for Python, and I have a piece of that too.`,
    zh: `这个 TypeScript 函数按某个键给对象列表分组：\n\n${TYPESCRIPT}\n\n用 \`Map\` 可以保留各组第一次出现的顺序，键也不必是字符串。这是我脚本里唯一的一段 TypeScript；想看 Python 的话，我也有一段。`,
  },
}

export const MATHS: Words = {
  en: lines(
    'A quadratic equation $ax^2 + bx + c = 0$ with $a \\neq 0$ has the solutions',
    '',
    '$$',
    'x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}',
    '$$',
    '',
    'What stands under the root decides how many are real: two if $b^2 > 4ac$, one if they are equal, none otherwise. For $x^2 - 5x + 6 = 0$ they are $x = 2$ and $x = 3$.',
  ),
  zh: lines(
    '一元二次方程 $ax^2 + bx + c = 0$（$a \\neq 0$）的解是',
    '',
    '$$',
    'x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}',
    '$$',
    '',
    '根号里的式子决定实数解的个数：$b^2 > 4ac$ 时有两个，相等时有一个，否则没有。比如 $x^2 - 5x + 6 = 0$ 的解是 $x = 2$ 和 $x = 3$。',
  ),
}

export const JSON_SAMPLE: Words = {
  en: lines(
    '```json',
    '{',
    '  "title": "A walk in spring",',
    '  "minutes": 45,',
    '  "stops": ["pond", "orchard", "hill"],',
    '  "isOpen": true',
    '}',
    '```',
    '',
    'Set the response format of this chat to JSON or to a JSON schema, and the whole answer will be JSON that fits it.',
  ),
  zh: lines(
    '```json',
    '{',
    '  "title": "春日散步",',
    '  "minutes": 45,',
    '  "stops": ["池塘", "果园", "小山"],',
    '  "isOpen": true',
    '}',
    '```',
    '',
    '把这个聊天的回复格式设为 JSON 或 JSON schema，整个回答就会是符合要求的 JSON。',
  ),
}

export const TASKS: Words = {
  en: lines(
    'A list for a first morning with Skein:',
    '',
    '- [x] Say hello to the offline demo',
    '- [ ] Add a connection under **Settings → Connections**',
    '- [ ] Test it, and pick a default model',
    '- [ ] Write instructions for a chat you will come back to, and pin it',
    '- [ ] Export it as Markdown',
  ),
  zh: lines(
    '第一次使用 Skein 的小清单：',
    '',
    '- [x] 和离线演示打个招呼',
    '- [ ] 在**设置 → 连接**里添加一个连接',
    '- [ ] 测试连接，选好默认模型',
    '- [ ] 给常用的聊天写好指令并置顶',
    '- [ ] 把它导出为 Markdown',
  ),
}

export const WRITING: Words = {
  en: 'I would like to, but I am a script with a single essay in the drawer: **spring**, in about a hundred words. I also have a long piece on a year in a garden; ask for 2,000 words. For any other subject, add a real model under **Settings → Connections**.',
  zh: '很想写，不过我只是一段脚本，抽屉里只有一篇一百字左右的**春天**，还有一篇长文讲花园里的一年（试试让我写 2000 字）。想写别的题目，请在**设置 → 连接**里添加一个真正的模型。',
}

export const THANKS: Words = {
  en: 'You are welcome! If you have not seen it yet, ask for the **tour**.',
  zh: '不客气！如果还没看过，可以让我做个**介绍**。',
}

export const GOODBYE: Words = {
  en: 'Goodbye! This chat stays in your browser, so you can pick it up whenever you like.',
  zh: '再见！这个聊天会留在你的浏览器里，随时可以接着聊。',
}

export const TEST: Words = {
  en: 'It works: your message went through the whole road, and this answer came back the same way.',
  zh: '一切正常：你的消息走完了整条路，这个回答也是原路返回的。',
}

export const UNKNOWN: Words = {
  en: lines(
    'I have no answer to “{subject}”. I am a scripted demo, not an AI, and this is not on my script.',
    '',
    'What I can show you:',
    '',
    '- a **tour** of the console, a **table**, **code**, **maths**, a **checklist**',
    '- a hundred-word **essay on spring**, or a **long answer** of 2,000 words',
    '- **sums** such as `12.5 * (3 + 4)`, really computed',
    '- what is in a **text file** that you drop here',
    '- what the files of an assistant say, with **citations**, and what can be **computed** from its tables',
    '',
    'For a real answer, add a model under **Settings → Connections → Add connection**.',
  ),
  zh: lines(
    '“{subject}”我答不上来。我是照脚本回答的演示，不是人工智能，脚本里没有这一条。',
    '',
    '我可以给你看：',
    '',
    '- 控制台的**介绍**，以及**表格**、**代码**、**公式**、**清单**',
    '- 一百字的**春天**作文，或者 2000 字的**长文**',
    '- **算术**，比如 `12.5 * (3 + 4)`，是真算的',
    '- 你拖进来的**文本文件**里写了什么',
    '- 助手的文件里怎么说（附**引用**），它的表格能**算**出什么',
    '',
    '想得到真正的回答，请在**设置 → 连接 → 添加连接**里接入一个模型。',
  ),
}

export const NOTHING_MORE: Words = {
  en: 'That was the whole of it: there is nothing to go on with.',
  zh: '刚才的回答已经完整了，后面没有了。',
}
