import { type ComputedRef, inject, type InjectionKey, provide } from 'vue'

/** Which of how many rows one is, counted from 1, oldest first; `size` is -1 while that is not known. */
export interface RowPlace {
  position: number
  size: number
}

const PLACE: InjectionKey<ComputedRef<RowPlace>> = Symbol('row place')

/** Tells what is in a row of a log where it stands. */
export function provideRowPlace(place: ComputedRef<RowPlace>): void {
  provide(PLACE, place)
}

/** Where the row around stands: only some of a long log are laid out at a time. Null outside of logs. */
export function useRowPlace(): ComputedRef<RowPlace> | null {
  return inject(PLACE, null)
}
