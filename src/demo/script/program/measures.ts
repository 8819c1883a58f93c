import type { Language } from '../language.ts'
import type { Measure } from './wishes.ts'

export const MEASURE_NAMES: Record<Language, Record<Measure, string>> = {
  en: {
    count: 'Count',
    sum: 'Sum',
    mean: 'Mean',
    median: 'Median',
    min: 'Minimum',
    max: 'Maximum',
    stdev: 'Standard deviation',
  },
  zh: {
    count: '行数',
    sum: '总和',
    mean: '平均值',
    median: '中位数',
    min: '最小值',
    max: '最大值',
    stdev: '标准差',
  },
}

/** Each in Python, over a list `values`. The deviation is that of a sample, as spreadsheets have it. */
export const MEASURE_CODE: Record<Measure, string> = {
  count: 'len(values)',
  sum: 'math.fsum(values)',
  mean: 'statistics.mean(values)',
  median: 'statistics.median(values)',
  min: 'min(values)',
  max: 'max(values)',
  stdev: 'statistics.stdev(values) if len(values) > 1 else 0',
}
