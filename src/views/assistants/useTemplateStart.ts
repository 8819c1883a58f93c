import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type { AssistantTemplate } from '@/components/assistants/useAssistantTemplates.ts'
import { createParams, newDraft } from '@/domain/assistantDraft.ts'
import { locationOf } from '@/router/names.ts'
import { useAssistantsStore } from '@/stores/assistants.ts'
import { useDraftsStore } from '@/stores/drafts.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import { useAttempt } from '@/views/chat/useAttempt.ts'
import { draftName } from './useAssistantEditor.ts'
import { useModelOffer } from './useModelOffer.ts'

/** Makes an assistant of a template at once, and opens it. Where no model is known, the form opens with all the rest filled in. */
export function useTemplateStart(placeId: () => string): {
  /** The template that is being made into an assistant. */
  busyId: Ref<string | null>
  start: (template: AssistantTemplate) => Promise<void>
} {
  const { t } = useI18n()
  const router = useRouter()
  const assistants = useAssistantsStore()
  const drafts = useDraftsStore()
  const notices = useNoticesStore()
  const attempt = useAttempt()
  const { defaultModel } = useModelOffer(placeId)
  const busyId = ref<string | null>(null)

  async function start(template: AssistantTemplate): Promise<void> {
    if (busyId.value !== null) return
    busyId.value = template.id
    await attempt(() => make(template))
    busyId.value = null
  }

  async function make(template: AssistantTemplate): Promise<void> {
    const place = placeId()
    const model = await defaultModel()
    if (model === null) {
      drafts.write(draftName(place, null), { draft: template.draft, base: newDraft() })
      await router.push(locationOf('assistants', 'new', place))
      return
    }
    const { id } = await assistants.create(place, createParams({ ...template.draft, model }))
    notices.notify({ tone: 'success', message: t('assistants.notice.created', { name: template.name }) })
    await router.push(locationOf('assistants', id, place))
  }

  return { busyId, start }
}
