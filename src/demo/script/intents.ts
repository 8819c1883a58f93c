import { answerArithmetic } from './arithmetic.ts'
import type { Ask } from './ask.ts'
import { answerAboutFiles } from './fileAnswer.ts'
import { writeAboutGarden } from './garden.ts'
import { answerFromHistory, answerWithName } from './history.ts'
import { answerAboutImages, answerInstructions, codeFor, echoed, unknown } from './replies.ts'
import { TOUR } from './tour.ts'
import type { Words } from './language.ts'
import * as words from './words.ts'

interface Intent {
  name: string
  /** What the question must fit; left out where `says` finds out itself. */
  pattern?: RegExp
  /** The answer; `null` if this is not for it after all. */
  says: Words | ((ask: Ask) => string | null)
}

/** Tried in order: what looks into the conversation first, then single subjects, then what is said in general. */
const INTENTS: Intent[] = [
  { name: 'image', says: answerAboutImages },
  { name: 'file', says: answerAboutFiles },
  { name: 'echo', says: echoed },
  {
    name: 'history',
    pattern:
      /\bwhat (did|have|had) i (just |already )?(say|said|ask|asked|write|written|tell|told)|\bmy (first|last|previous|earlier) (message|question)|\bremember what\b|我(刚才|刚刚|之前|前面|上次|一开始|最开始|第一句|最早)?(说|问|讲|写)(了|过|的是|的)?(些)?(什么|啥|哪些)|我.{0,4}(上|第)一(条|个|句)(消息|问题|话)|还记得我/i,
    says: answerFromHistory,
  },
  {
    name: 'identity',
    pattern:
      /\b(who|what) (exactly )?are you\b|\bare you (an? |really |just )*(ai|bot|robot|human|real|chatgpt|gpt|llm|language model|person|claude|gemini|deepseek)|\bwhat('s| is) your name\b|\b(which|what) (ai |language )?model\b|\b(about|introduce) yourself\b|你.{0,2}是谁|你是(什么|啥)|你叫什么|你(到底)?是(不是)?.{0,6}(人工智能|\bai\b|机器人|真人|人类|模型|gpt)|(什么|哪个|哪种)模型|自我介绍|介绍.{0,2}你自己/i,
    says: words.IDENTITY,
  },
  { name: 'name', says: answerWithName },
  {
    name: 'instructions',
    pattern:
      /\b(your|system|developer) (instructions?|prompt|message)\b|(系统|开发者)(提示|指令|消息)|你的(提示词|指令)/i,
    says: answerInstructions,
  },
  { name: 'arithmetic', says: answerArithmetic },
  {
    name: 'connect',
    pattern:
      /\b(add|set ?up|create|configure|connect|use)\b.{0,40}\b(connections?|endpoints?|api|key|openai|ollama|lm studio|llama\.?cpp|vllm|openrouter|deepseek|real (ai|model)|own model)\b|\bapi key\b|\breal (ai|model)\b|添加连接|(怎么|如何|怎样).{0,6}(连接|接入|配置)|接入|密钥|api ?key|真(正的|的)?(模型|ai)/i,
    says: words.CONNECT,
  },
  {
    name: 'long',
    pattern:
      /\b(very )?long(er)? (answer|text|reply|story|essay|response|article|message)\b|\b(\d,?\d{3}|[5-9]\d\d)[ -]?words?\b|(\d{4,}|[5-9]\d\d)\s*(个)?(字|词)|(长|两千字|千字|万字)的?.{0,2}(文|回答|文章|故事|内容|回复)|写长一点/i,
    says: writeAboutGarden,
  },
  {
    name: 'spring',
    pattern:
      /\b(essay|write|writing|composition|paragraph|piece|words)\b.*\bspring\b|\bspring\b.*\b(essay|composition|paragraph)\b|(写|作文|文章|散文|短文).*春|春.*(作文|文章|散文|短文)/is,
    says: words.SPRING,
  },
  { name: 'json', pattern: /\bjson\b/i, says: words.JSON_SAMPLE },
  {
    name: 'table',
    pattern: /\b(table|spreadsheet|comparison)\b|表格|对比表|列(个|一?张)表/i,
    says: words.TABLE,
  },
  {
    name: 'code',
    pattern:
      /\b(code|coding|function|script|program|snippet|typescript|javascript|python)\b|代码|函数|程序|脚本|编程/i,
    says: codeFor,
  },
  {
    name: 'maths',
    pattern:
      /\b(math|maths|mathematics|formulas?|equations?|integral|latex|theorem)\b|公式|数学|方程|积分|定理/i,
    says: words.MATHS,
  },
  { name: 'tasks', pattern: /\b(to-?do|checklist|task list)\b|待办|清单/i, says: words.TASKS },
  {
    name: 'tour',
    pattern:
      /\btour\b|\bwhat (can|could|do) (you|this|skein|it|i) (do|show|offer|ask)|\bshow me\b|^\s*help\b|\b(features?|capabilities|capable)\b|\bdemo(nstrate|nstration)?\b|(can|能|会|可以)(够)?(做|干)(些|点)?(什么|啥|哪些)|介绍|演示|导览|功能|有什么用|会什么|帮助|展示|看看/i,
    says: TOUR,
  },
  { name: 'spring', pattern: /\bspring\b|春天/i, says: words.SPRING },
  {
    name: 'writing',
    pattern: /\b(essay|poem|story|letter|article|compose)\b|作文|诗|故事|写一?(篇|首|封|段|个)/i,
    says: words.WRITING,
  },
  { name: 'thanks', pattern: /\b(thanks|thank you|thx|cheers)\b|谢谢|多谢|感谢|辛苦了/i, says: words.THANKS },
  {
    name: 'goodbye',
    pattern: /^\s*(good ?bye|bye|see you|good night)\b|^\s*(再见|拜拜|晚安|回头见)/i,
    says: words.GOODBYE,
  },
  { name: 'test', pattern: /^\s*(test(ing)?|ping|测试|试试|试一下)[^\p{L}\p{N}]*$/iu, says: words.TEST },
  {
    name: 'greeting',
    pattern:
      /^\s*$|^\s*(hi|hello|hey|howdy|greetings|good (morning|afternoon|evening))\b|^\s*(你好|您好|嗨|哈喽|哈啰|早上好|早安|下午好|晚上好|在吗)/i,
    says: words.GREETING,
  },
  { name: 'unknown', says: unknown },
]

/** What the script itself says to a question, and the name of the intent that it fits. */
export function scripted(ask: Ask): { intent: string; text: string } {
  for (const { name, pattern, says } of INTENTS) {
    if (pattern !== undefined && !pattern.test(ask.text)) continue
    const text = typeof says === 'function' ? says(ask) : says[ask.language]
    if (text !== null) return { intent: name, text }
  }
  return { intent: 'nothing', text: '' }
}
