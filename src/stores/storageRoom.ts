import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { readStorageRoom, requestPersistence, type StorageRoom } from '@/storage/persistence.ts'

/** How much of the browser's storage is used, and whether the browser has promised to keep it. */
export const useStorageRoomStore = defineStore('storageRoom', () => {
  /** `null`: not read yet, or the browser does not tell. */
  const room = shallowRef<StorageRoom | null>(null)
  /** A person asked for it to be kept, and the browser did not promise. */
  const isRefused = shallowRef(false)

  async function load(): Promise<void> {
    room.value = await readStorageRoom()
  }

  /** Asks the browser to keep what is stored. */
  async function keep(): Promise<void> {
    isRefused.value = !(await requestPersistence())
    await load()
  }

  return { room, isRefused, load, keep }
})
