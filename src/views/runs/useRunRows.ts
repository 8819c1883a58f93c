import { computed, type ComputedRef, watchEffect } from 'vue'
import { type RunRow } from '@/domain/runOverview.ts'
import { spanOf, trailOf } from '@/domain/runTrail.ts'
import { useAssistantsStore } from '@/stores/assistants.ts'
import { useRunsStore } from '@/stores/runs.ts'
import { useThreadsStore } from '@/stores/threads.ts'

/** All known runs with the names around them. Asks the places for their assistants. */
export function useRunRows(): ComputedRef<RunRow[]> {
  const runs = useRunsStore()
  const threads = useThreadsStore()
  const assistants = useAssistantsStore()
  const placeIds = computed(() => [...new Set(runs.known.map(({ placeId }) => placeId))].join('\n'))

  watchEffect(() => {
    // A list that cannot be had leaves the assistants without names; their screen says why.
    for (const placeId of placeIds.value.split('\n')) if (placeId !== '') void assistants.load(placeId)
  })

  return computed(() =>
    runs.known.map(({ id, placeId, threadId, run: remembered, trail }) => {
      const key = { placeId, threadId, runId: id }
      const run = runs.byKey(key) ?? remembered
      const assistant = assistants.byId(placeId, run.assistant_id)
      return {
        key,
        run,
        assistant: assistant === undefined ? run.assistant_id : (assistant.name ?? ''),
        thread: threads.byKey(key)?.title ?? '',
        ...spanOf(trailOf(run, trail)),
      }
    }),
  )
}
