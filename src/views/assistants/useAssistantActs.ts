import { Copy, Download, RefreshCw, Trash2 } from '@lucide/vue'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type { MenuItem } from '@/components/base/menu.ts'
import { saveFile } from '@/components/base/saveFile.ts'
import type { Assistant } from '@/domain/api.ts'
import { ASSISTANT_LIMITS } from '@/domain/assistantDraft.ts'
import { exportAssistants, exportFileName } from '@/domain/assistantExport.ts'
import { locationOf } from '@/router/names.ts'
import { useAssistantsStore } from '@/stores/assistants.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import { useAttempt } from '@/views/chat/useAttempt.ts'

/** What is done to an assistant as a whole. `editor`: what its form must do first. */
export function useAssistantActs(
  placeId: string,
  assistant: () => Assistant | undefined,
  editor: {
    retrieve: () => Promise<void>
    discard: () => void
    confirmThen: (action: () => void) => void
  },
): { menu: ComputedRef<MenuItem[]>; isDeleting: Ref<boolean>; remove: () => Promise<void> } {
  const { t } = useI18n()
  const router = useRouter()
  const assistants = useAssistantsStore()
  const notices = useNoticesStore()
  const attempt = useAttempt()
  const isDeleting = ref(false)

  const nameOf = ({ name, id }: Assistant): string => name ?? id

  async function duplicate(original: Assistant): Promise<void> {
    await attempt(async () => {
      const name = t('assistants.copy_of', { name: nameOf(original) }).slice(0, ASSISTANT_LIMITS.name)
      const copy = await assistants.duplicate(placeId, original.id, name)
      notices.notify({ tone: 'success', message: t('assistants.notice.created', { name }) })
      await router.push(locationOf('assistants', copy.id, placeId))
    })
  }

  async function remove(): Promise<void> {
    const removed = assistant()
    if (removed === undefined) return
    await attempt(async () => {
      await assistants.remove(placeId, removed.id)
      editor.discard()
      notices.notify({ tone: 'info', message: t('assistants.notice.removed', { name: nameOf(removed) }) })
      await router.push({ name: 'assistants' })
    })
  }

  const menu = computed((): MenuItem[] => {
    const shown = assistant()
    if (shown === undefined) return []
    return [
      { label: t('assistants.editor.retrieve'), icon: RefreshCw, select: () => void editor.retrieve() },
      {
        label: t('assistants.editor.duplicate'),
        icon: Copy,
        select: () => editor.confirmThen(() => void duplicate(shown)),
      },
      {
        label: t('assistants.editor.export'),
        icon: Download,
        select: () => saveFile(exportAssistants([shown]), exportFileName([shown]), 'application/json'),
      },
      { type: 'separator' },
      {
        label: t('common.delete'),
        icon: Trash2,
        tone: 'danger',
        select: () => (isDeleting.value = true),
      },
    ]
  })

  return { menu, isDeleting, remove }
}
