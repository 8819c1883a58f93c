import type * as v from 'valibot'
import { checked } from '../../http/body.ts'
import { ApiError } from '../../http/errors.ts'

/** What the fields beside the file, and the boundaries, may take. */
const OVERHEAD_BYTES = 1024 * 1024

/**
 * The fields of a multipart body, checked; `a[b]` is taken for the property `b` of an object `a`, as the SDK means it.
 * @throws ApiError 400 for what is no such body, or does not fit the schema; 413 for one that says to be longer than a file of
 * `maxFileBytes` needs.
 */
export async function readForm<S extends v.GenericSchema>(
  request: Request,
  schema: S,
  maxFileBytes: number,
): Promise<v.InferOutput<S>> {
  if (!/^multipart\/form-data\b/i.test(request.headers.get('content-type') ?? '')) {
    throw new ApiError(400, 'Invalid Content-Type header: expected multipart/form-data.')
  }
  requireSize(Number(request.headers.get('content-length')), maxFileBytes + OVERHEAD_BYTES)
  return checked(schema, fieldsOf(await parseForm(request)))
}

/** @throws ApiError 413 */
export function requireSize(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return
  throw new ApiError(413, `Maximum content size limit (${maxBytes}) exceeded (${bytes} bytes).`)
}

/** The name without the folders that stand before it, whatever system they are of. */
export function baseName(path: string): string {
  return path.replace(/^.*[/\\]/s, '') || 'unknown_file'
}

/** The base name of a file in a form. Forms escape quotes and line ends in names; not every parser undoes it. */
export function filenameOf(field: Blob): string {
  return baseName(field instanceof File ? field.name.replace(/%(?:0A|0D|22)/g, decodeURIComponent) : '')
}

async function parseForm(request: Request): Promise<FormData> {
  try {
    return await request.formData()
  } catch {
    // Browsers call all that is wrong with a form "Failed to fetch".
    throw new ApiError(400, 'We could not parse the multipart body of your request.')
  }
}

function fieldsOf(form: FormData): Record<string, unknown> {
  const fields = new Map<string, unknown>()
  const groups = new Map<string, Map<string, unknown>>()
  for (const [name, value] of form) {
    const [, group, key = ''] = /^([^[\]]+)\[([^[\]]+)\]$/.exec(name) ?? []
    const target = group === undefined ? fields : (groups.get(group) ?? new Map<string, unknown>())
    if (group !== undefined) groups.set(group, target)
    const field = group === undefined ? name : key
    if (target.has(field)) throw duplicate(name)
    target.set(field, value)
  }
  const objects = Array.from(groups, ([name, group]) => [name, Object.fromEntries(group)] as const)
  return Object.fromEntries([...fields, ...objects])
}

function duplicate(name: string): ApiError {
  return new ApiError(400, `Duplicate parameter: '${name}'.`, { param: name, code: 'duplicate_parameter' })
}
