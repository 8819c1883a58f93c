import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Capabilities } from '@/domain/capabilities.ts'
import type { Connection } from '@/domain/connection.ts'
import { capabilitiesOf, type DoctorCheck } from '@/domain/doctorReport.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { pageEnvironment } from '@/services/network.ts'
import { examine, type Patient } from '@/services/doctor.ts'

/** One test of a connection, as far as it has got. */
export type Examination = { connection: Connection; checks: readonly DoctorCheck[] } & (
  | { status: 'running' }
  | { status: 'finished'; capabilities: Capabilities | null }
  | { status: 'failed'; error: AppErrorData }
)

/** The endpoint doctor: one test at a time. */
export const useDoctorStore = defineStore('doctor', () => {
  const examination = shallowRef<Examination | null>(null)
  let controller = new AbortController()

  /** Tests a connection, saved or not; a test under way is stopped. */
  async function run(patient: Patient): Promise<void> {
    dismiss()
    const { signal } = controller
    const { connection } = patient
    let checks: readonly DoctorCheck[] = []
    examination.value = { status: 'running', connection, checks }
    try {
      for await (const check of examine(patient, pageEnvironment(), signal)) {
        if (signal.aborted) return
        checks = [...checks, check]
        examination.value = { status: 'running', connection, checks }
      }
      const capabilities = capabilitiesOf(checks, Date.now())
      examination.value = { status: 'finished', connection, checks, capabilities }
    } catch (cause) {
      // Stopped by the person: `dismiss` has cleared the report, or the next test has begun.
      if (signal.aborted) return
      examination.value = { status: 'failed', connection, checks, error: errorDataOf(cause) }
    }
  }

  /** Stops the test under way and forgets its report. */
  function dismiss(): void {
    controller.abort()
    controller = new AbortController()
    examination.value = null
  }

  return { examination, run, dismiss }
})
