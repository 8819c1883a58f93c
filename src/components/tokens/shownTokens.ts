/** A token as it is shown: its place in the text, its id, and its bytes. */
export interface ShownToken {
  /** From 1. */
  number: number
  id: number
  bytes: Uint8Array
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** `E4 BD A0` */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')
}

/** What a token says; its bytes where they are only a part of a character. White space that cannot be seen gets a sign. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes).replaceAll('\r', '␍').replaceAll('\n', '↵\n').replaceAll('\t', '⇥\t')
  } catch {
    return `⟨${hexOf(bytes)}⟩`
  }
}
