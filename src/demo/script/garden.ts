import { seededRandom } from '../seed.ts'
import type { Ask } from './ask.ts'
import { countWords } from './language.ts'
import type { Language } from './language.ts'

/** What fills the sentences of a month: name, weather, first plant, second plant, animal, work, food. */
type Month = [string, string, string, string, string, string, string]

interface Book {
  title: string
  year: (number: number) => string
  months: Month[]
  /** One of each group is taken for a month; `{0}` to `{6}` stand for the month's words. */
  sentences: string[][]
  end: (words: string) => string
}

const DEFAULT_WORDS = 2000
const MOST_WORDS = 6000

/** A text as long as is asked for: a year in a garden, put together from sentences, always in the same way. */
export function writeAboutGarden({ text, language }: Ask): string {
  const digits = /\d[\d,]*/.exec(text)?.[0].replaceAll(',', '')
  const wanted = Math.min(Math.max(Number(digits ?? DEFAULT_WORDS), 100), MOST_WORDS)
  const book = BOOKS[language]
  const random = seededRandom(7)
  const blocks = [`# ${book.title}`]
  let words = 0
  for (let index = 0; words < wanted; index++) {
    const month = book.months[index % 12]
    if (month === undefined) break
    if (index % 12 === 0) blocks.push(`## ${book.year(index / 12 + 1)}`)
    const paragraphs = monthOf(book, month, language, random)
    blocks.push(`### ${month[0]}`, ...paragraphs)
    words += countWords(paragraphs.join(' '))
  }
  return [...blocks, '---', book.end(words.toLocaleString('en-US'))].join('\n\n')
}

function monthOf(book: Book, month: Month, language: Language, random: () => number): string[] {
  const sentences = book.sentences.map((group) => {
    const sentence = group[Math.floor(random() * group.length)] ?? ''
    const filled = sentence.replace(/\{(\d)\}/g, (_, place: string) => month[Number(place)] ?? '')
    return filled.charAt(0).toUpperCase() + filled.slice(1)
  })
  const space = language === 'zh' ? '' : ' '
  const half = Math.ceil(sentences.length / 2)
  return [sentences.slice(0, half).join(space), sentences.slice(half).join(space)]
}

const en: Book = {
  title: 'A year in a garden',
  year: (number) => `Year ${number}`,
  months: [
    ['January', 'hard frost', 'the witch hazel', 'ivy', 'a robin', 'pruning the apple trees', 'leek soup'],
    [
      'February',
      'thin rain',
      'the snowdrops',
      'hellebores',
      'a song thrush',
      'cleaning the pots',
      'the last of the stored pears',
    ],
    [
      'March',
      'wind from the west',
      'the daffodils',
      'primroses',
      'the first bumblebee',
      'sowing broad beans',
      'young nettles',
    ],
    [
      'April',
      'showers and sudden light',
      'the plum blossom',
      'forget-me-nots',
      'a pair of blackbirds',
      'digging in compost',
      'rhubarb',
    ],
    [
      'May',
      'long mild evenings',
      'the lilac',
      'cow parsley',
      'swallows',
      'planting out the tomatoes',
      'radishes with butter',
    ],
    [
      'June',
      'clear heat',
      'the roses',
      'foxgloves',
      'bees in great numbers',
      'tying up the sweet peas',
      'strawberries',
    ],
    [
      'July',
      'thunder that comes to nothing',
      'the lavender',
      'hollyhocks',
      'a hedgehog',
      'watering at dusk',
      'new potatoes',
    ],
    [
      'August',
      'dry white skies',
      'the sunflowers',
      'phlox',
      'grasshoppers',
      'picking before it is too late',
      'tomatoes, still warm',
    ],
    [
      'September',
      'mist until ten',
      'the asters',
      'Japanese anemones',
      'a garden spider',
      'gathering windfalls',
      'plum cake',
    ],
    [
      'October',
      'gold light and early dusk',
      'the maples',
      'the last dahlias',
      'a flock of starlings',
      'raking leaves',
      'roast pumpkin',
    ],
    [
      'November',
      'fog and dripping trees',
      'the rose hips',
      'moss',
      'a wren',
      'planting tulips',
      'baked apples',
    ],
    [
      'December',
      'short grey days',
      'the holly',
      'frosted grass',
      'a fox crossing the snow',
      'sharpening the tools',
      'chestnuts',
    ],
  ],
  sentences: [
    [
      '{0} begins with {1}, and the garden takes it without complaint.',
      'Every year I forget what {0} is like, until {1} reminds me.',
    ],
    [
      'The eye goes first to {2}, which had been getting ready long before anybody noticed.',
      'By the second week {2} can be seen from the kitchen window, and breakfast takes longer than it should.',
    ],
    [
      'Lower down, where fewer people look, there is {3}, quiet and entirely sure of its place.',
      'Nobody planted {3} here; it came over the wall one year and was allowed to stay.',
    ],
    [
      'One morning I put down the bucket because of {4}, and neither of us moved for a while.',
      'The true owner of the place at this time is {4}; I only hold the keys.',
    ],
    [
      'The work now is {5}, which looks like little and takes the whole of a Saturday.',
      'There is a right day for {5}, and it is usually the day on which it rains.',
    ],
    [
      'A garden teaches patience in small doses: you do a thing once, then you wait, then you find that you did it too early.',
      'Half of what I try fails, and the other half succeeds for reasons that I do not understand.',
    ],
    [
      'In the evening there is {6}, and earth under the nails that no brush will move.',
      'We eat {6} by the open door and talk about what to change, knowing that we will change very little.',
    ],
    [
      'When the light goes I walk along the path once more, and it is always a little different from the morning.',
      'Then the gate clicks shut, and the garden goes on without me, which is what it does best.',
    ],
  ],
  end: (words) =>
    `*That was about ${words} words, put together by the offline demo from prepared sentences.*`,
}

const zh: Book = {
  title: '花园里的一年',
  year: (number) => `第${'一二三四五六七八九十'.charAt(number - 1) || ` ${number} `}年`,
  months: [
    ['一月', '一场硬霜', '蜡梅', '墙上的常春藤', '一只知更鸟', '给苹果树剪枝', '一锅热腾腾的韭葱汤'],
    ['二月', '细细的冷雨', '雪滴花', '铁筷子', '一只画眉', '刷洗花盆', '窖里最后几个梨'],
    ['三月', '西边来的风', '水仙', '报春花', '今年的第一只熊蜂', '播种蚕豆', '嫩荠菜包的饺子'],
    ['四月', '说下就下的阵雨', '李花', '勿忘我', '一对乌鸫', '把堆肥翻进土里', '刚掐下来的香椿'],
    ['五月', '又长又暖的黄昏', '丁香', '路边的峨参', '归来的燕子', '把番茄苗移到地里', '小萝卜蘸酱'],
    ['六月', '晴朗的暑气', '月季', '毛地黄', '成群的蜜蜂', '给香豌豆搭架子', '一碗草莓'],
    ['七月', '只打雷不下雨的午后', '薰衣草', '蜀葵', '一只刺猬', '傍晚浇水', '新挖的土豆'],
    ['八月', '白晃晃的晴天', '向日葵', '福禄考', '草丛里的蚱蜢', '赶着采摘', '还带着太阳温度的番茄'],
    ['九月', '到十点才散的薄雾', '紫菀', '秋牡丹', '一只结网的蜘蛛', '捡拾落果', '李子蛋糕'],
    ['十月', '金色的光和早来的暮色', '枫树', '最后几朵大丽花', '一大群椋鸟', '耙落叶', '烤南瓜'],
    ['十一月', '雾气和滴水的树枝', '野蔷薇的果子', '石缝里的青苔', '一只鹪鹩', '种下郁金香', '烤苹果'],
    ['十二月', '短而灰的白天', '冬青', '挂霜的草叶', '雪地上走过的狐狸', '打磨工具', '一把糖炒栗子'],
  ],
  sentences: [
    ['{0}随着{1}来了，花园什么也没说，全都接了下来。', '每年我都会忘记{0}是什么样子，直到{1}提醒我。'],
    [
      '最先看见的总是{2}，它早在没人留意的时候就准备好了。',
      '到了第二个星期，从厨房的窗口就能望见{2}，早饭于是吃得比平时久。',
    ],
    [
      '再往低处，少有人看的地方，还有{3}，安安静静的，笃定得很。',
      '{3}不是谁种的，有一年自己翻过墙来，我们就让它留下了。',
    ],
    [
      '有天早上，因为{4}，我把水桶轻轻放下，我们俩谁也没动，过了好一会儿。',
      '这时候园子真正的主人是{4}，我不过是替它管着钥匙。',
    ],
    ['眼下的活儿是{5}，看着不多，却要花掉整个星期六。', '{5}要挑日子，而那一天往往正好下雨。'],
    [
      '花园教人耐心，一次只教一点：做一件事，等着，然后发现自己做得太早了。',
      '我试过的事情一半不成，另一半成了，可我也说不清为什么。',
    ],
    [
      '晚上有{6}，指甲缝里还留着怎么也刷不掉的泥。',
      '我们开着门吃{6}，商量明年要改些什么，心里都明白多半什么也不会改。',
    ],
    [
      '天色暗下来，我沿着小路再走一遍，它总和早上有一点不同。',
      '然后门轻轻一响，花园自己过它的日子去了，这本来就是它最拿手的事。',
    ],
  ],
  end: (words) => `*以上大约 ${words} 字，由离线演示用事先写好的句子拼成。*`,
}

const BOOKS: Record<Language, Book> = { en, zh }
