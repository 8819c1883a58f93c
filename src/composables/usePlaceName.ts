import { useI18n } from 'vue-i18n'
import type { Place } from '@/domain/place.ts'
import { useConnectionName } from './useConnectionName.ts'

/** How a place is called on screen: this browser, or the connection's name. */
export function usePlaceName(): (place: Place) => string {
  const { t } = useI18n()
  const connectionName = useConnectionName()
  return ({ connection }) => (connection === null ? t('common.place.browser') : connectionName(connection))
}
