import { watch } from 'vue'
import { readCalls, writeCalls } from '../storage/callRecords.ts'
import { onPageHide } from '../storage/pageHide.ts'
import { useCallsStore } from '../stores/calls.ts'
import { useSettingsStore } from '../stores/settings.ts'

/** Where the person has asked for it, the record of calls outlives a reload, in the storage of the tab; otherwise nothing is left there. */
export function keepCalls(): void {
  const settings = useSettingsStore()
  const calls = useCallsStore()
  if (settings.keepsCalls) calls.restore(readCalls())
  const save = (): void => writeCalls(settings.keepsCalls ? calls.calls : [])
  watch(() => settings.keepsCalls, save)
  onPageHide(save)
}
