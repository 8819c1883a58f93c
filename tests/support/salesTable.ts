/** A table of twelve sales. The mean of `amount` is 61.5, its sum 738; four of them are from the north, at 40 on average. */
const ROWS = [
  '2026-01-05,North,Lamp,20',
  '2026-01-12,South,Desk,95',
  '2026-01-20,East,Chair,48',
  '2026-02-03,North,Lamp,60',
  '2026-02-11,South,Lamp,22',
  '2026-02-25,East,Desk,101',
  '2026-03-02,North,Chair,45',
  '2026-03-09,South,Chair,51',
  '2026-03-17,East,Lamp,19',
  '2026-04-01,North,Lamp,35',
  '2026-04-14,South,Desk,120',
  '2026-04-28,East,Desk,122',
]

export const salesTable = (): string => `date,region,product,amount\n${ROWS.join('\n')}\n`
