import { describe, expect, it } from 'vitest'
import { rewriteQuery } from '@/runtime/retrieval/rewriteQuery.ts'

describe('a query that is rewritten', () => {
  it.each([
    ['What is the refund policy of the company?', 'refund policy company'],
    ['How do I reset my password, please?', 'reset password'],
    ['Can you tell me about annual leave', 'annual leave'],
    ['What’s the boiling point of water', 'boiling point water'],
    ['sailing ships in a harbor', 'sailing ships in harbor'],
    ['请问公司的退款政策是什么？', '公司的退款政策'],
    ['怎么重置密码呢', '重置密码'],
    ['什么是向量数据库？', '向量数据库'],
    ['Python 3.12 是什么时候发布的？', 'Python 3.12 发布的'],
    ['请问附近的酒吧怎么申请执照？', '附近的酒吧 申请执照'],
    ['runId', 'runId'],
    ['What does the WHO recommend?', 'WHO recommend'],
    ['Who is in IT support?', 'in IT support'],
    ['HOW DO I RESET IT', 'RESET'],
    ['A source of vitamin A', 'source vitamin A'],
    ['请假的流程是什么？', '请假的流程'],
    ['请介绍一下公司', '介绍 公司'],
    ['统一下载地址在哪里', '统一下载地址在'],
  ])('%s becomes "%s"', (query, expected) => {
    expect(rewriteQuery(query)).toBe(expected)
  })

  it.each([['What is it?'], ['什么是什么'], ['']])('stays as it is when nothing is left: "%s"', (query) => {
    expect(rewriteQuery(query)).toBe(query)
  })
})
