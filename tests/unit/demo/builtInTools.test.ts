import { describe, expect, it } from 'vitest'
import { userTurn } from '@/demo/content.ts'
import type { Answer, Call, Conversation, Tool, Turn } from '@/demo/conversation.ts'
import { answerTo } from '@/demo/script/answer.ts'

const tool = (name: string, parameter: string, description: string): Tool => ({
  name,
  description,
  parameters: { type: 'object', properties: { [parameter]: {} }, required: [parameter] },
})
const SEARCH = tool('file_search', 'queries', "Searches the person's files.")
const LINKS = 'A file is given by a link such as [report.csv](sandbox:/mnt/data/report.csv).'
const NO_TABLE = tool('python', 'code', `There are no files at hand. ${LINKS}`)
const PYTHON = tool('python', 'code', `Files at hand: /mnt/data/notes.txt, /mnt/data/my sales.csv. ${LINKS}`)
const WEATHER = tool('get_weather', 'city', 'The weather of a city')

function answer(turns: Turn[], tools: Tool[], rest: Partial<Conversation> = {}): Answer {
  return answerTo({
    instructions: '',
    turns,
    tools,
    toolChoice: { type: 'auto' },
    canCallSeveral: true,
    format: { type: 'text' },
    ...rest,
  })
}

const user = (text: string): Turn => userTurn([text], [])
const namesOf = (answered: Answer): string[] => answered.calls.map(({ name }) => name)

/** The conversation after the calls of an answer have got an output. */
function after(turns: Turn[], { calls }: Answer, ...outputs: string[]): Turn[] {
  return [
    ...turns,
    { role: 'assistant', text: '', calls },
    ...calls.map(({ id }, index): Turn => ({ role: 'tool', callId: id, output: outputs[index] ?? '' })),
  ]
}

function queriesOf(call: Call | undefined): unknown {
  const { queries }: { queries: unknown } = JSON.parse(call?.arguments ?? '{}')
  return queries
}

interface Found {
  text: string
  file?: string
}

const found = (...results: Found[]): string =>
  JSON.stringify({
    results: results.map(({ text, file = 'lease.pdf' }, index) => ({
      cite: `【0:${index}†${file}】`,
      file,
      page: index + 1,
      score: 0.9,
      text,
    })),
  })

/** What is answered to a question when the search has found these passages. */
function answered(question: string, ...results: Found[]): string {
  const turns = [user(question)]
  return answer(after(turns, answer(turns, [SEARCH]), found(...results)), [SEARCH]).text
}

describe('file_search', () => {
  it.each([
    ['What is the penalty for late payment?', ['penalty late payment', '付款 违约金']],
    ['Hello, who signed the lease?', ['signed lease']],
    ['违约金是多少？', ['违约 金', 'penalty']],
    ['What is this document about?', ['What is this document about?']],
    ['Find the HTTPServer timeout', ['httpserver timeout']],
  ])('looks for the words of %j, in both languages', (question, queries) => {
    const [call] = answer([user(question)], [SEARCH]).calls
    expect(call?.name).toBe('file_search')
    expect(queriesOf(call)).toEqual(queries)
  })

  it.each(['Hello', 'Thanks a lot!', 'Who are you?', 'What can you do?', '你好', '谢谢', 'What is 2 + 2?'])(
    'is left alone for %j',
    (question) => {
      const { calls, text } = answer([user(question)], [SEARCH])
      expect(calls).toEqual([])
      expect(text).not.toBe('')
    },
  )

  it('is answered by the sentence that fits, with the mark of its passage', () => {
    const text = answered(
      'What is the penalty for late payment?',
      { text: 'The lease begins in May. The rooms are on the third floor.' },
      {
        text: '# Late payment\n\nPayments are due on Monday.\nThe penalty for late payments is 0.5 % a\nday. It is capped.',
      },
    )
    expect(text).toContain('> The penalty for late payments is 0.5 % a day. 【0:1†lease.pdf】')
    expect(text).not.toContain('third floor')
    expect(text).not.toContain('capped')
  })

  it('is answered in the language of the question, also from a text in the other one', () => {
    const text = answered(
      '违约金是多少？',
      { text: '本合同自五月起生效。逾期付款的违约金为每日百分之零点五。' },
      { text: 'The penalty is 2 % a week.', file: 'old [1].pdf' },
    )
    expect(text).toMatch(/^文件里/)
    expect(text).toContain('> 逾期付款的违约金为每日百分之零点五。 【0:0†lease.pdf】')
    expect(text).toContain('> The penalty is 2 % a week. 【0:1†old [1].pdf】')
    expect(text).not.toContain('五月')
  })

  it('quotes a row of a table, and what looks like Markdown, as it reads', () => {
    const text = answered('What does the lamp cost?', {
      text: '| Article | Cost |\n| --- | --- |\n| Lamp | $5 |',
    })
    expect(text).toContain('> Lamp · \\$5 【0:0†lease.pdf】')
  })

  it('looks at the words of links, and neither at addresses nor at the names of columns', () => {
    const text = answered(
      'What does the lamp cost?',
      { text: '| Lamp | Cost |\n| :-- | --: |\n| Big | 9 |' },
      {
        text: 'See [the price list](https://lamp.test/cost/lamp).\n<b>A [lamp](https://shop.test) costs 5 euros.</b>',
      },
    )
    expect(text).toContain('> A lamp costs 5 euros. 【0:1†lease.pdf】')
    expect(text.match(/【/g)).toHaveLength(1)
  })

  it('is answered by the openings of the files where the question is about them as a whole', () => {
    const text = answered(
      'Summarize the documents',
      { text: 'Lease\n\nA house is let. It is old.' },
      { text: 'Tea is picked in spring.', file: 'tea.txt' },
    )
    expect(text).toContain(
      '> A house is let. 【0:0†lease.pdf】\n>\n> Tea is picked in spring. 【0:1†tea.txt】',
    )
  })

  it('says so where nothing fits', () => {
    expect(answered('Who is the president of Peru?', { text: 'The lease begins in May.' })).toMatch(
      /found nothing/,
    )
    expect(answered('谁是秘鲁的总统？')).toContain('没有找到')
  })
})

describe('python', () => {
  it('is called with a program over the table that is at hand, and its result is told', () => {
    const turns = [user('What is the mean amount?')]
    const first = answer(turns, [PYTHON])
    expect(namesOf(first)).toEqual(['python'])
    expect(first.calls[0]?.arguments).toContain('read_csv(\\"/mnt/data/my sales.csv\\")')
    const told = answer(after(turns, first, 'Mean of amount (4 rows): 9*2'), [PYTHON])
    expect(told.calls).toEqual([])
    expect(told.text).toContain('**Mean of amount (4 rows): 9\\*2**')
  })

  it('knows a table that a message names', () => {
    const { calls } = answer([user('Uploaded: /mnt/data/b.csv'), user('Sort it by date')], [PYTHON])
    expect(calls[0]?.arguments).toContain('read_csv(\\"/mnt/data/b.csv\\")')
  })

  it('is not called where there is nothing to compute', () => {
    for (const question of ['Hello', 'What is the average price?', 'Write a poem'])
      expect(answer([user(question)], [NO_TABLE]).calls).toEqual([])
  })

  it('has its files linked, its figures told, and its trouble shown', () => {
    const tell = (output: string): string => {
      const turns = [user('Sort it')]
      return answer(after(turns, answer(turns, [PYTHON]), output), [PYTHON]).text
    }
    const files = tell('a | b\n1 | 2\nFiles: sandbox:/mnt/data/x.csv, sandbox:/mnt/data/y z.svg\nImages: 1')
    expect(files).toContain('```text\na | b\n1 | 2\n```')
    expect(files).toContain('[x.csv](sandbox:/mnt/data/x.csv)\n- [y z.svg](sandbox:/mnt/data/y%20z.svg)')
    expect(files).toContain('figure')
    expect(tell('Traceback (most recent call last):\n  …\nValueError: no')).toMatch(/not come to its end/)
    expect(tell('(The program printed nothing.)')).toBe('The program has run, and printed nothing.')
  })
})

describe('both tools', () => {
  it('search first, and compute with what was found', () => {
    const turns = [user('According to the offer, what is the total cost?')]
    const tools = [SEARCH, NO_TABLE]
    const first = answer(turns, tools)
    expect(namesOf(first)).toEqual(['file_search'])
    const searched = after(
      turns,
      first,
      found({ text: 'The hall costs 1200 EUR. The food costs 800 EUR.', file: 'offer.pdf' }),
    )
    const second = answer(searched, tools)
    expect(namesOf(second)).toEqual(['python'])
    expect(second.calls[0]?.arguments).toContain('values = [1200, 800]')
    const { text, calls } = answer(after(searched, second, 'Sum: 2000'), tools)
    expect(calls).toEqual([])
    expect(text).toContain('The hall costs 1200 EUR. 【0:0†offer.pdf】')
    expect(text).toContain('**Sum: 2000**')
  })

  it('compute from a table without a search', () => {
    expect(namesOf(answer([user('What is the mean amount in my sales.csv?')], [SEARCH, PYTHON]))).toEqual([
      'python',
    ])
    expect(namesOf(answer([user('What is the notice period?')], [SEARCH, PYTHON]))).toEqual(['file_search'])
  })

  it('both look for the text and compute from the table where both are asked for', () => {
    const tools = [SEARCH, PYTHON]
    const turns = [user('What does the report say about lamps, and what is the mean amount in my sales.csv?')]
    const first = answer(turns, tools)
    expect(namesOf(first)).toEqual(['file_search'])
    expect(namesOf(answer(after(turns, first, found({ text: 'Lamps sell well.' })), tools))).toEqual([
      'python',
    ])
  })

  it('are called beside functions, one at a time where that is wanted', () => {
    const turns = [user('Use get_weather for the place in the document')]
    expect(namesOf(answer(turns, [WEATHER, SEARCH]))).toEqual(['file_search', 'get_weather'])
    expect(namesOf(answer(turns, [WEATHER, SEARCH], { canCallSeveral: false }))).toEqual(['file_search'])
  })

  it('are called as tool_choice says, once', () => {
    const turns = [user('Hello')]
    const tools = [SEARCH, PYTHON]
    const chosen = (toolChoice: Conversation['toolChoice'], asked = turns): Answer =>
      answer(asked, tools, { toolChoice })
    expect(namesOf(chosen({ type: 'none' }, [user('mean of my sales.csv')]))).toEqual([])
    expect(namesOf(chosen({ type: 'required' }))).toEqual(['file_search'])
    expect(queriesOf(chosen({ type: 'named', name: 'file_search' }).calls[0])).toEqual(['Hello'])
    const named = chosen({ type: 'named', name: 'python' })
    expect(named.calls[0]?.arguments).toContain('os.listdir')
    expect(namesOf(chosen({ type: 'named', name: 'python' }, after(turns, named, 'a.csv 12')))).toEqual([])
    expect(namesOf(chosen({ type: 'required' }, after(turns, named, 'a.csv 12')))).toEqual([])
  })

  it('are called again for the next question', () => {
    const turns = [user('What is the rent?')]
    const before = after(turns, answer(turns, [SEARCH]), found({ text: 'The rent is 5 EUR.' }))
    const next = [...before, answer(before, [SEARCH])].map((turn): Turn =>
      'role' in turn ? turn : { role: 'assistant', text: turn.text, calls: [] },
    )
    expect(namesOf(answer([...next, user('And the deposit?')], [SEARCH]))).toEqual(['file_search'])
  })
})
