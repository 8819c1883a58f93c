/** A passage that answers a question, and the question in other words than its own. */
interface Fact {
  text: (name: string, number: number) => string
  question: (name: string) => string
}

const ENGLISH: readonly Fact[] = [
  {
    text: (name, number) => `Refunds for the ${name} are granted within ${number} days of purchase.`,
    question: (name) => `How many days after purchasing the ${name} can it be refunded?`,
  },
  {
    text: (name, number) => `The battery of the ${name} is replaced by loosening ${number} screws.`,
    question: (name) => `replacing ${name} batteries`,
  },
  {
    text: (name, number) => `The ${name} must be calibrated every ${number} weeks.`,
    question: (name) => `How often does the ${name} need calibration?`,
  },
  {
    text: (name, number) => `In winter the ${name} operates down to minus ${number} degrees.`,
    question: (name) => `lowest operating temperature of the ${name}`,
  },
  {
    text: (name, number) => `A warranty of ${number} months covers the motor of the ${name}.`,
    question: (name) => `For how long is the ${name} under guarantee?`,
  },
  {
    text: (name, number) => `The ${name} is delivered in ${number} boxes by a carrier.`,
    question: (name) => `What does delivery of a ${name} consist of?`,
  },
  {
    text: (name, number) => `Cleaning the filter of the ${name} takes ${number} minutes with warm water.`,
    question: (name) => `How do I clean the ${name}'s filters?`,
  },
  {
    text: (name, number) => `The firmware of the ${name} is updated over a cable of ${number} metres.`,
    question: (name) => `updating ${name} firmware`,
  },
  {
    text: (name, number) => `Two people assemble the ${name} in ${number} hours.`,
    question: (name) => `Assembly time of the ${name}?`,
  },
  {
    text: (name, number) => `The ${name} emits ${number} decibels when it dries.`,
    question: (name) => `How noisy is the ${name} while drying?`,
  },
]

const CHINESE: readonly Fact[] = [
  {
    text: (name, number) => `${name}购买后${number}天之内可以申请退款。`,
    question: (name) => `${name}买了多久还能退款？`,
  },
  {
    text: (name, number) => `更换${name}的电池需要拧下${number}颗螺丝。`,
    question: (name) => `${name}怎么换电池`,
  },
  {
    text: (name, number) => `${name}每隔${number}周必须校准一次。`,
    question: (name) => `多长时间需要对${name}进行校准？`,
  },
  {
    text: (name, number) => `冬天${name}可以在零下${number}度的环境中工作。`,
    question: (name) => `${name}的最低工作温度`,
  },
  {
    text: (name, number) => `${name}的电机享有${number}个月的保修期。`,
    question: (name) => `${name}保修多长时间？`,
  },
  {
    text: (name, number) => `${name}由快递分${number}箱送达。`,
    question: (name) => `${name}快递有几箱`,
  },
  {
    text: (name, number) => `用温水清洗${name}的滤网大约需要${number}分钟。`,
    question: (name) => `如何清洁${name}的过滤网？`,
  },
  {
    text: (name, number) => `${name}的固件通过${number}米长的数据线升级。`,
    question: (name) => `升级${name}固件的方法`,
  },
  {
    text: (name, number) => `两个人${number}小时可以组装好一台${name}。`,
    question: (name) => `组装${name}要花多少时间`,
  },
  {
    text: (name, number) => `${name}烘干时的噪音为${number}分贝。`,
    question: (name) => `${name}在烘干的时候吵不吵？`,
  },
]

/** What stands around the facts in every passage, and answers nothing. */
const FILLERS = {
  en: [
    'Please read this page before you call the service desk.',
    'All values were measured in our own laboratory under normal conditions.',
    'Keep the packaging, as it may be needed for transport or repair.',
    'Further details are found in the appendix and on the label at the back.',
    'Children should use the device only when an adult is near.',
    'The manufacturer may change these details without notice.',
  ],
  zh: [
    '联系客服之前请先阅读本页内容。',
    '所有数值均在正常条件下由本公司实验室测得。',
    '请保留包装，以便日后运输或维修时使用。',
    '更多细节请参阅附录以及机身背面的标签。',
    '儿童应在成人看护下使用本设备。',
    '制造商可能会更改上述内容，恕不另行通知。',
  ],
}

const SYLLABLES = {
  en: ['al', 'mor', 'tek', 'vin', 'ra', 'zo', 'len', 'quo'],
  zh: ['海', '星', '雷', '云', '松', '鹤', '铁', '岚'],
}

export interface Corpus {
  /** The passages of each file, by its name. */
  files: Map<string, string[]>
  questions: { query: string; fileId: string; passage: number }[]
}

/** Handbooks of 64 made-up devices: each has ten passages, and a question to each of them. */
export function madeCorpus(language: 'en' | 'zh'): Corpus {
  const corpus: Corpus = { files: new Map(), questions: [] }
  const [facts, fillers, syllables] = [
    language === 'en' ? ENGLISH : CHINESE,
    FILLERS[language],
    SYLLABLES[language],
  ]
  for (const [first, one] of syllables.entries()) {
    for (const [second, other] of syllables.entries()) {
      const name = language === 'en' ? `${one}${other}dryer` : `${one}${other}牌烘干机`
      const seed = first * 8 + second
      const passages = facts.map(({ text }, index) => {
        const around = [0, 1, 2].map((step) => fillers[(seed + index * 5 + step) % fillers.length] ?? '')
        return [around[0], text(name, 2 + ((seed * 7 + index * 3) % 90)), ...around.slice(1)].join(' ')
      })
      corpus.files.set(name, passages)
      for (const [passage, { question }] of facts.entries()) {
        corpus.questions.push({ query: question(name), fileId: name, passage })
      }
    }
  }
  return corpus
}
