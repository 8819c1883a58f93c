import { describe, expect, it } from 'vitest'
import { searchWords } from '@/domain/searchWords.ts'

describe('the words of a search', () => {
  it.each([
    ['Hello, World!', ['hello', 'world']],
    ['ＡＢＣ ﬁne', ['abc', 'fine']],
    ['café Größe', ['café', 'cafe', 'größe', 'große']],
    ['cafe\u0301s İstanbul ёлка', ['cafés', 'cafe', 'i̇stanbul', 'istanbul', 'ёлка', 'елка']],
    // Signs above and below that are no accents belong to their letters.
    ['हिन्दी 한국 データ', ['हिन्दी', '한국', 'データ', 'デー', 'ータ']],
    ['/usr/lib/foo.so', ['usr', 'lib', 'foo.so', 'foo', 'so']],
    ['v1.2.3', ['v1.2.3', 'v', '1', '2', '3']],
    ['jo.doe@example.org', ['jo.doe', 'jo', 'doe', 'example.org', 'example', 'org']],
    ['java.util.List', ['java.util.list', 'java', 'util', 'list']],
    ['C++ and C#, a++b', ['c++', 'c', 'and', 'c#', 'c', 'a', 'b']],
    ['ＨＥＬＬＯ　ｗｏｒｌｄ', ['hello', 'world']],
    [
      'policies boxes classes users analysis status this',
      'policy box class user analysis status this'.split(' '),
    ],
    ["the user’s don't", ['the', 'user', "don't", 'don', 't']],
    ['getUserName', ['getusername', 'get', 'user', 'name']],
    ['HTTPServer', ['httpserver', 'http', 'server']],
    ['max_chunk_tokens', ['max_chunk_tokens', 'max', 'chunk', 'token']],
    ['kebab-case', ['kebab-case', 'kebab', 'case']],
    ['utf8', ['utf8', 'utf', '8']],
    ['2024-01-15', ['2024-01-15', '2024', '01', '15']],
    ['__init__ 42', ['init', '42']],
    ['— … 。', []],
  ])('are, of %j, %j', (text, words) => {
    expect(searchWords(text)).toEqual(words)
  })

  it('divide Chinese into words and pairs, beside other scripts', () => {
    const words = searchWords('使用Python学习人工智能')
    for (const word of ['使用', 'python', '学习', '人工', '智能', '工智']) expect(words).toContain(word)
    expect(words.filter((word) => word === '使用')).toHaveLength(1)
  })

  it.each([
    ['東京都に住んでいます', '東京'],
    ['東京都に住んでいます', '京都'],
    ['データベース', 'データ'],
    ['𠮷野家で食べる', '𠮷野'],
    ['한국어를 공부합니다', '한국어'],
    ['中华人民共和国', '人民'],
  ])('of %s share some with the question %s', (text, question) => {
    const words = new Set(searchWords(text))
    expect(searchWords(question).filter((word) => words.has(word))).not.toEqual([])
  })

  it('are cut where they are no words any more', () => {
    expect(searchWords('aB'.repeat(100))).toEqual(['ab'.repeat(32)])
  })
})
