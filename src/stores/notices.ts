import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export interface Notice {
  id: number
  tone: 'info' | 'success' | 'error'
  /** Already in the person's language: stores know no words. */
  message: string
  action?: { label: string; run: () => void }
}

/** Short messages that come and go; the shell shows them as toasts. */
export const useNoticesStore = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([])
  let lastId = 0

  function notify(notice: Omit<Notice, 'id'>): void {
    lastId += 1
    notices.value = [...notices.value, { ...notice, id: lastId }]
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  return { notices, notify, dismiss }
})
