/** What can be done with one file of a list. */
export type FileAct = 'open' | 'preview' | 'download' | 'copy' | 'delete'
