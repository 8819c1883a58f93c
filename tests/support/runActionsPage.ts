/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type { VueWrapper } from '@vue/test-utils'
import { disposePinia, getActivePinia } from 'pinia'
import { defineComponent, h, shallowRef } from 'vue'
import type { Run } from '@/domain/api.ts'
import type { RunKey } from '@/domain/place.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { useRunsStore } from '@/stores/runs.ts'
import type { Locale } from '@/i18n/index.ts'
import RunActions from '@/views/runs/RunActions.vue'
import { calls, says } from './fakeModel.ts'
import { mountWithWords } from './mountWithWords.ts'
import { createRuntimeScene, type RuntimeScene } from './runtimeScene.ts'
import { clientOver } from './serviceScene.ts'
import '@/services/sdk.ts'

export interface RunActionsPage {
  scene: RuntimeScene
  key: RunKey
  /** As the console knows it. */
  run: () => Run | undefined
  /** The outputs that the server was given, by function. */
  outputs: () => Promise<Record<string, string | null>>
  /** A page that is opened anew over the same run. */
  reload: () => Promise<void>
  close: () => void
}

/** A run that waits for the outputs of these calls, and the form for them. */
export async function openRunActions(
  made: readonly [name: string, args: string][],
  locale: Locale = 'en',
): Promise<RunActionsPage> {
  const scene = await createRuntimeScene([calls(made), says(['Done.'])], {
    assistant: {
      tools: made.map(([name]) => ({
        type: 'function',
        function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } } },
      })),
    },
  })
  const { id: runId } = await scene.until(await scene.run(), 'requires_action')
  const key = { placeId: 'browser', threadId: scene.threadId, runId }
  let wrapper: VueWrapper

  async function open(): Promise<void> {
    provideBrowserClient(() => clientOver((...asked) => scene.runtime.fetch(...asked)))
    const isReady = shallowRef(false)
    const Host = defineComponent(() => {
      const runs = useRunsStore()
      void runs.refresh(key).then(() => (isReady.value = true))
      return () => {
        const run = runs.byKey(key)
        const isShown = isReady.value && run?.status === 'requires_action'
        return h('main', [h('h2', 'Run'), isShown ? h(RunActions, { runKey: key, run }) : run?.status])
      }
    })
    wrapper = await mountWithWords(Host, {}, locale)
  }

  function close(): void {
    wrapper.unmount()
    const pinia = getActivePinia()
    if (pinia !== undefined) disposePinia(pinia)
  }

  await open()
  return {
    scene,
    key,
    run: () => useRunsStore().byKey(key),
    outputs: async () => {
      const { data } = await scene.client.beta.threads.runs.steps.list(runId, { thread_id: scene.threadId })
      const tools = data.flatMap(({ step_details: details }) =>
        details.type === 'tool_calls' ? details.tool_calls : [],
      )
      return Object.fromEntries(
        tools.flatMap((call) =>
          call.type === 'function' ? [[call.function.name, call.function.output]] : [],
        ),
      )
    },
    reload: () => {
      close()
      return open()
    },
    close,
  }
}
