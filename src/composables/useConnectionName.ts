import { useI18n } from 'vue-i18n'
import type { Connection } from '@/domain/connection.ts'

/** How a connection is called on screen: as the person named it, and the demo in their language. */
export function useConnectionName(): (connection: Pick<Connection, 'kind' | 'name'>) => string {
  const { t } = useI18n()
  return ({ kind, name }) => (kind === 'demo' ? t('shell.connection.demo_name') : name)
}
