/** What a prompt is to one model. `null` is "not known". */
export interface ModelCost {
  model: string
  /** The model counts by the encoding that was used; else the figures are estimates. */
  isExact: boolean
  contextWindow: number | null
  /** US dollars, as input that is not cached. */
  cost: number | null
}

export type CostSort = 'model' | 'contextWindow' | 'cost'

/** In order; what is not known comes last, whichever the direction. */
export function sortCosts(rows: readonly ModelCost[], by: CostSort, isDescending: boolean): ModelCost[] {
  const direction = isDescending ? -1 : 1
  return rows.toSorted((one, other) => {
    if (by === 'model') return direction * one.model.localeCompare(other.model)
    const [first, second] = [one[by], other[by]]
    if (first === null || second === null) return Number(first === null) - Number(second === null)
    return direction * (first - second)
  })
}
