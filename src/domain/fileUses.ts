/** An object that uses a file, as a person knows it: by its name, or its id where it has none. */
export interface NamedUse {
  id: string
  name: string
}

/** What uses a file, and loses it when it is deleted. */
export interface FileUses {
  assistants: readonly NamedUse[]
  vectorStores: readonly NamedUse[]
  threads: readonly NamedUse[]
}
