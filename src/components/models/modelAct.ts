/** What can be done with a model of a list. */
export type ModelAct = 'chat' | 'details' | 'favourite' | 'default' | 'hide' | 'copy' | 'remove'
