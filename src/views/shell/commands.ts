import { Box, Braces, Languages, MessageSquarePlus, PanelLeft, Plug, SunMoon, Keyboard } from '@lucide/vue'
import { type ComputedRef, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Command } from '@/components/shell/command.ts'
import { SCREENS } from '@/components/shell/screens.ts'
import { LOCALE_NAMES, LOCALES } from '@/i18n/index.ts'
import { NAVIGATION, type ScreenName } from '@/router/names.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useModelsStore } from '@/stores/models.ts'
import { useSettingsStore } from '@/stores/settings.ts'
import { useConnectionName } from '@/composables/useConnectionName.ts'
import { MODIFIER } from '@/composables/useHotkeys.ts'
import { useIsNarrow } from '@/composables/useIsNarrow.ts'

export interface CommandActions {
  go: (screen: ScreenName) => void
  newChat: (model?: string) => void
  showShortcuts: () => void
  inspectCalls: () => void
}

/** Everything that the command palette offers, in the current language. */
export function useCommands(actions: CommandActions): ComputedRef<Command[]> {
  const { t } = useI18n()
  const nameOf = useConnectionName()
  const isNarrow = useIsNarrow()
  const settings = useSettingsStore()
  const connections = useConnectionsStore()
  const models = useModelsStore()

  const screens = computed(() =>
    NAVIGATION.flatMap(({ routes }): readonly ScreenName[] => routes).map((screen) => ({
      id: `go:${screen}`,
      group: t('shell.palette.go'),
      label: t(SCREENS[screen].title),
      icon: SCREENS[screen].icon,
      run: () => actions.go(screen),
    })),
  )
  const acts = computed((): Command[] => {
    const group = t('shell.palette.actions')
    return [
      {
        id: 'new-chat',
        group,
        label: t('shell.palette.new_chat'),
        icon: MessageSquarePlus,
        hint: `${MODIFIER}⇧O`,
        run: () => actions.newChat(),
      },
      ...(isNarrow.value
        ? [] // no sidebar there
        : [
            {
              id: 'rail',
              group,
              label: t('shell.palette.rail'),
              icon: PanelLeft,
              hint: `${MODIFIER}B`,
              run: () => (settings.isRailCollapsed = !settings.isRailCollapsed),
            },
          ]),
      {
        id: 'calls',
        group,
        label: t('common.calls'),
        icon: Braces,
        hint: `${MODIFIER}⇧L`,
        run: actions.inspectCalls,
      },
      {
        id: 'shortcuts',
        group,
        label: t('shell.palette.shortcuts'),
        icon: Keyboard,
        hint: '?',
        run: actions.showShortcuts,
      },
    ]
  })
  const choices = computed((): Command[] => [
    ...connections.connections.map((connection) => ({
      id: `connection:${connection.id}`,
      group: t('shell.palette.connection'),
      label: nameOf(connection),
      icon: Plug,
      run: () => connections.select(connection.id),
    })),
    ...models.visible(connections.currentId).map((model) => ({
      id: `model:${model.id}`,
      group: t('shell.palette.model'),
      label: model.id,
      icon: Box,
      run: () => actions.newChat(model.id),
    })),
    ...(['system', 'light', 'dark'] as const).map((theme) => ({
      id: `theme:${theme}`,
      group: t('shell.palette.theme'),
      label: t(`shell.theme.${theme}`),
      icon: SunMoon,
      run: () => (settings.theme = theme),
    })),
    ...LOCALES.map((locale) => ({
      id: `language:${locale}`,
      group: t('shell.palette.language'),
      label: LOCALE_NAMES[locale],
      icon: Languages,
      run: () => (settings.locale = locale),
    })),
  ])
  return computed(() => [...acts.value, ...screens.value, ...choices.value])
}
