/** What a person does to a connection of the list. */
export type ConnectionAct = 'use' | 'edit' | 'duplicate' | 'set-default' | 'delete'
