import type { Component } from 'vue'

/** One line of the command palette. */
export interface Command {
  id: string
  group: string
  label: string
  icon?: Component
  hint?: string
  run: () => void
}
