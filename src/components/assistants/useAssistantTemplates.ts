import { BookOpenText, ChartSpline, CodeXml, GraduationCap, SquareFunction } from '@lucide/vue'
import type { Component } from 'vue'
import { useI18n } from 'vue-i18n'
import { newDraft, type AssistantDraft } from '@/domain/assistantDraft.ts'
import { useFunctionExamples } from './useFunctionExamples.ts'

export interface AssistantTemplate {
  id: string
  icon: Component
  name: string
  about: string
  /** Everything but the model. */
  draft: AssistantDraft
}

/** Assistants to start from, in the person's language. */
export function useAssistantTemplates(): () => AssistantTemplate[] {
  const { t } = useI18n()
  const examples = useFunctionExamples()
  return () => [
    template(
      { id: 'tutor', icon: GraduationCap, about: t('assistants.templates.tutor.about') },
      {
        name: t('assistants.templates.tutor.name'),
        instructions: t('assistants.templates.tutor.instructions'),
      },
    ),
    template(
      { id: 'reviewer', icon: CodeXml, about: t('assistants.templates.reviewer.about') },
      {
        name: t('assistants.templates.reviewer.name'),
        instructions: t('assistants.templates.reviewer.instructions'),
      },
    ),
    template(
      { id: 'analyst', icon: ChartSpline, about: t('assistants.templates.analyst.about') },
      {
        name: t('assistants.templates.analyst.name'),
        instructions: t('assistants.templates.analyst.instructions'),
        tools: [{ type: 'code_interpreter' }],
      },
    ),
    template(
      { id: 'reader', icon: BookOpenText, about: t('assistants.templates.reader.about') },
      {
        name: t('assistants.templates.reader.name'),
        instructions: t('assistants.templates.reader.instructions'),
        tools: [{ type: 'file_search' }],
      },
    ),
    template(
      { id: 'caller', icon: SquareFunction, about: t('assistants.templates.caller.about') },
      {
        name: t('assistants.templates.caller.name'),
        instructions: t('assistants.templates.caller.instructions'),
        tools: examples()
          .slice(0, 2)
          .map((definition) => ({ type: 'function', function: definition })),
      },
    ),
  ]
}

function template(
  known: Pick<AssistantTemplate, 'id' | 'icon' | 'about'>,
  draft: Partial<AssistantDraft> & { name: string },
): AssistantTemplate {
  return { ...known, name: draft.name, draft: newDraft({ ...draft, description: known.about }) }
}
