export type PassphraseProblem = 'short' | 'differs' | 'wrong' | 'needed'

export const MIN_PASSPHRASE_LENGTH = 8

/** What is wrong with a new passphrase; `null` when nothing is. */
export function passphraseProblem(passphrase: string, repeated: string): 'short' | 'differs' | null {
  if (passphrase.length < MIN_PASSPHRASE_LENGTH) return 'short'
  return passphrase === repeated ? null : 'differs'
}
