import * as v from 'valibot'

const bytes = v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array)

const ReportSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('broken'), message: v.string() }),
  v.object({ type: v.literal('wants'), packages: v.array(v.string()), others: v.array(v.string()) }),
  v.object({ type: v.literal('fetch'), file: v.string() }),
  v.object({ type: v.literal('download'), url: v.string(), accept: v.pipe(v.string(), v.maxLength(128)) }),
  v.object({ type: v.literal('started') }),
  v.object({ type: v.literal('output'), text: v.string() }),
  v.object({ type: v.literal('image'), bytes }),
  v.object({
    type: v.literal('done'),
    run: v.number(),
    failure: v.nullable(v.picklist(['exception', 'memory'])),
    files: v.array(v.object({ name: v.string(), bytes })),
    isOver: v.boolean(),
  }),
])

export type Report = v.InferOutput<typeof ReportSchema>

/** What a session says. A program could say it as well, or anything else, which is not heard: `null`. */
export function reportOf(message: unknown): Report | null {
  const parsed = v.safeParse(ReportSchema, message)
  return parsed.success ? parsed.output : null
}
