import { describe, expect, it } from 'vitest'
import { userTurn } from '@/demo/content.ts'
import type { Answer, Conversation, Turn } from '@/demo/conversation.ts'
import { answerTo } from '@/demo/script/answer.ts'
import { countWords } from '@/demo/script/language.ts'

function answer(turns: Turn[], rest: Partial<Conversation> = {}): Answer {
  return answerTo({
    instructions: '',
    turns,
    tools: [],
    toolChoice: { type: 'auto' },
    canCallSeveral: true,
    format: { type: 'text' },
    ...rest,
  })
}

const user = (text: string): Turn => userTurn([text], [])
const assistant = (text: string): Turn => ({ role: 'assistant', text, calls: [] })
const say = (text: string): string => answer([user(text)]).text
const intentOf = (text: string): string | undefined =>
  /[“](.+?)[”]/u.exec(answer([user(text)]).reasoning)?.[1]
const han = (text: string): number => text.match(/\p{Script=Han}/gu)?.length ?? 0

describe('the script', () => {
  it.each([
    ['Hello', '你好', 'greeting'],
    ['Who are you?', '你是谁？', 'identity'],
    ['Are you an AI?', '你是人工智能吗', 'identity'],
    ['What can you do?', '你能做什么', 'tour'],
    ['Give me a tour of what this console can do.', '带我看看这个控制台都能做什么', 'tour'],
    ['Show me what you can do', '介绍一下你能做什么', 'tour'],
    ['Write a short essay of about 100 words on spring.', '写一篇100字左右关于春天的作文', 'spring'],
    ['Describe spring', '说说春天', 'spring'],
    ['Compare the four seasons in a table', '用表格比较四季：月份、天气、适合户外做的一件事', 'table'],
    [
      'Write a TypeScript function that groups a list of objects by a key, with an example.',
      '写一个 TypeScript 函数，按某个键对对象列表分组，并给出示例',
      'code',
    ],
    ['Show me a formula', '来一个数学公式', 'maths'],
    ['Give me some JSON', '给我一段 JSON', 'json'],
    ['A very long answer please', '写一篇2000字的文章', 'long'],
    ['What is 2 + 2?', '2加2等于几', 'arithmetic'],
    ['What did I say before?', '我刚才说了什么', 'history'],
    ['How do I add a connection?', '怎么添加连接', 'connect'],
    ['Write a poem about the sea', '写一首关于大海的诗', 'writing'],
    ['Thanks!', '谢谢', 'thanks'],
    ['What is the capital of France?', '法国的首都是哪里', 'unknown'],
  ])('answers %j and %j from the script “%s”, each in its own language', (english, chinese, intent) => {
    expect(intentOf(english)).toBe(intent)
    expect(intentOf(chinese)).toBe(intent)
    const [inEnglish, inChinese] = [say(english), say(chinese)]
    expect(han(inEnglish)).toBe(0)
    expect(han(inChinese)).toBeGreaterThan(inChinese.length / 20)
  })

  it('says that it is not an AI when asked who it is, and when it does not know', () => {
    for (const text of ['Who are you?', 'Are you ChatGPT?', 'Why is the sky blue?', 'Hi']) {
      expect(say(text)).toMatch(/not an AI/)
    }
    for (const text of ['你是谁', '你是真人吗？', '天空为什么是蓝的', '你好'])
      expect(say(text)).toContain('不是人工智能')
  })

  it('writes about a hundred words on spring', () => {
    expect(countWords(say('Write an essay of about 100 words on spring'))).toBeLessThan(120)
    expect(countWords(say('Write an essay of about 100 words on spring'))).toBeGreaterThan(85)
    expect(han(say('写一篇100字左右关于春天的作文'))).toBeLessThan(120)
    expect(han(say('写一篇100字左右关于春天的作文'))).toBeGreaterThan(85)
  })

  it.each([
    ['Write 2000 words', 2000],
    ['Write a 1,000-word story', 1000],
    ['写一篇3000字的文章', 3000],
    ['A long answer, please', 2000],
  ])('writes as much as is asked for: %j', (text, words) => {
    const count = countWords(say(text))
    expect(count).toBeGreaterThanOrEqual(words)
    expect(count).toBeLessThan(words + 350)
  })

  it('shows in its tour all the Markdown that the console renders', () => {
    for (const tour of [say('tour'), say('介绍')]) {
      for (const mark of [
        /^# /m,
        /^ {2}- /m,
        /^- \[x\] /m,
        /^- \[ \] /m,
        /^\| /m,
        /^```ts$/m,
        /^```python$/m,
        /\$e\^/,
        /^\$\$$/m,
        /^> /m,
        /\]\(https:/,
      ]) {
        expect(tour).toMatch(mark)
      }
    }
  })

  it('follows an explicit wish for a language', () => {
    expect(say('请用英文回答：你是谁')).toContain('not an AI')
    expect(say('Who are you? Answer in Chinese')).toContain('不是人工智能')
  })

  it('keeps the language of the conversation where a message has none', () => {
    expect(answer([user('你好'), assistant('…'), user('1 + 1')]).text).toContain('真算')
  })

  it('repeats what it is told to', () => {
    expect(say('Say: pineapple pizza')).toBe('pineapple pizza')
    expect(say('Repeat after me: one two')).toBe('one two')
    expect(say('请重复：风和日丽')).toBe('风和日丽')
  })

  it('remembers what was said', () => {
    const turns = [user('My name is Ada'), assistant('…'), user('I like looms'), assistant('…')]
    expect(answer([...turns, user('What is my name?')]).text).toContain('**Ada**')
    const { text } = answer([...turns, user('What did I say before?')])
    expect(text).toContain('1. My name is Ada\n2. I like looms')
    expect(answer([...turns, user('What was my first message?')]).text).toContain('> My name is Ada')
  })

  it('has nothing to go on with after a whole answer', () => {
    expect(answer([user('Hello'), assistant(say('Hello')), user('continue')]).text).toMatch(
      /nothing to go on/,
    )
  })

  it('goes on from a beginning that is put in its mouth', () => {
    const whole = say('tour')
    expect(answer([user('tour'), assistant(whole.slice(0, 50))]).text).toBe(whole.slice(50))
    expect(answer([user('tour'), assistant(whole)]).text).toMatch(/nothing to go on/)
  })

  it('shows text that it is asked about as it is', () => {
    expect(say('Explain $& and $1 now')).toContain('“Explain $& and $1 now”')
  })
})

describe('questions about a file', () => {
  const file =
    'plan.md:\n```md\n# Plan\n\nThe deadline is Friday.\n\n## Team\n\nAda reviews, Bo writes.\nBo also tests.\n```\n\n'

  it.each([
    ['Which line mentions "deadline"?', 'line 3'],
    ['Which lines mention Bo?', 'lines 7, 8'],
    ['Where is Friday in this file?', 'line 3'],
    ['Which line mentions zebras?', 'None of the 8 lines'],
    ['What is line 7?', 'Ada reviews, Bo writes.'],
    ['What is line 70?', 'no line 70'],
    ['What is the last line?', 'Bo also tests.'],
    ['Who reviews?', '**7** Ada reviews, Bo writes.'],
    ['Summarize this file', '**Headings**: Plan, Team'],
    ['哪一行提到“Friday”？', '第 3 行'],
    ['第7行写了什么', 'Ada reviews, Bo writes.'],
    ['总结一下', '**行数**：8'],
  ])('%j are looked up', (question, found) => {
    expect(say(file + question)).toContain(found)
  })

  it('are answered for every file of a message', () => {
    const text = say('a.txt:\n```\nred fox\n```\nb.txt:\n```\nred hen\n```\nWhich line mentions red?')
    expect(text).toContain('`a.txt`')
    expect(text).toContain('`b.txt`')
  })
})
