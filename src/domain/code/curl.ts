import type { ApiField } from '../apiCall.ts'
import { headerOf, targetOf, type CodeCall, type CodeTarget } from './description.ts'
import { shellText } from './literals.ts'

/** A longer one is no argument that a program can be given; the shell's own `printf` takes it. */
const LONGEST_ARGUMENT = 100_000

/** A command for a POSIX shell that makes a call; `null` where too little of it is known. */
export function curlCode(call: CodeCall): string | null {
  const { request, method } = call
  if (request.kind === 'left-out') return null
  const target = targetOf(call)
  const body =
    request.kind === 'json' ? JSON.stringify(request.value) : request.kind === 'text' ? request.text : null
  const isLong = body !== null && body.length > LONGEST_ARGUMENT
  const isStream = body?.includes('"stream":true') === true
  const hasBody = request.kind !== 'none'
  const parts = [
    `curl${isStream ? ' -N' : ''} ${shellText(addressOf(call, target))}`,
    ...(method === (hasBody ? 'POST' : 'GET') ? [] : [`-X ${method}`]),
    ...headersOf(call, target),
    ...(body === null ? [] : [isLong ? '--data-binary @-' : `--data-raw ${shellText(body)}`]),
    ...(request.kind === 'form' ? request.fields.map(fieldCode) : []),
  ]
  const command = `${parts.join(' \\\n  ')}\n`
  return isLong ? `printf %s ${shellText(body)} | ${command}` : command
}

function addressOf({ path }: CodeCall, { baseURL, query }: CodeTarget): string {
  const own = new URLSearchParams(query).toString()
  if (own === '') return baseURL + path
  return `${baseURL}${path}${path.includes('?') ? '&' : '?'}${own}`
}

function headersOf({ headers, request, path }: CodeCall, target: CodeTarget): string[] {
  const key = target.isKeyHeader ? 'api-key: ' : 'Authorization: Bearer '
  const beta = headerOf(headers, 'openai-beta')
  const said = [
    ['OpenAI-Organization', target.organization],
    ['OpenAI-Project', target.project],
    ['OpenAI-Beta', beta],
    ['Content-Type', request.kind === 'json' ? 'application/json' : null],
    ['Content-Type', request.kind === 'text' ? (headerOf(headers, 'content-type') ?? 'text/plain') : null],
  ] as const
  return [
    ...(target.keyVariable === null ? [] : [`-H "${key}$${target.keyVariable}"`]),
    ...said.flatMap(([name, value]) => (value === null ? [] : [`-H ${shellText(`${name}: ${value}`)}`])),
    ...target.headers.map((header) =>
      'value' in header
        ? `-H ${shellText(`${header.name}: ${header.value}`)}`
        : `-H ${shellText(`${header.name}: `)}"$${header.variable}"`,
    ),
    // What stands in brackets curl would take for a range of addresses.
    ...(/[[\]{}]/u.test(path) ? ['--globoff'] : []),
  ]
}

/** A text is sent as it is, whatever it begins with; a file's name stands in curl's own quotes. */
function fieldCode(field: ApiField): string {
  if ('text' in field) return `--form-string ${shellText(`${field.name}=${field.text}`)}`
  const name = field.file.name.replaceAll(/["\\]/gu, (mark) => `\\${mark}`)
  const type = field.file.type === '' ? '' : `;type=${field.file.type}`
  return `-F ${shellText(`${field.name}=@"${name}"${type}`)}`
}
