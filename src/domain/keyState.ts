/** `none`: needs no key; `missing`: has no key yet; `locked`: has one, encrypted, and its passphrase is wanted. */
export type KeyState = 'none' | 'missing' | 'ready' | 'locked'
