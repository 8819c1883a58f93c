/** One model that a picker offers. */
export interface ModelChoice {
  id: string
  /** A heading to stand under, such as the owner. */
  group?: string
  isFavourite?: boolean
}
