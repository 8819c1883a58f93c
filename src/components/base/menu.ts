import type { Component } from 'vue'

export type MenuItem =
  | {
      type?: 'item'
      label: string
      icon?: Component
      /** A shortcut or a remark, shown at the end. */
      hint?: string
      tone?: 'danger'
      isDisabled?: boolean
      /** Given (true or false): one of several to choose from. */
      isChecked?: boolean
      select: () => void
    }
  | { type: 'separator' }
  | { type: 'heading'; label: string }
