/** A file to open, and what to show in it. */
export interface FilePassage {
  fileId: string
  passage?: string
}
