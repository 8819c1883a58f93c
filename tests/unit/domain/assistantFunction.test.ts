import { describe, expect, it } from 'vitest'
import { parseFunctions, uniqueFunctionName } from '@/domain/assistantFunction.ts'

const parameters = { type: 'object', properties: { city: { type: 'string' } } }
const definition = { name: 'get_weather', description: 'Tells the weather.', parameters }

describe('parseFunctions', () => {
  it.each<[string, unknown]>([
    ['a definition', definition],
    ['a tool of chat completions or assistants', { type: 'function', function: definition }],
    ['a tool of responses', { type: 'function', ...definition }],
    ['a tool of Anthropic', { ...definition, parameters: undefined, input_schema: parameters }],
    ['a tool of MCP', { ...definition, parameters: undefined, inputSchema: parameters }],
    ['a list', [definition]],
    ['a request with tools', { model: 'x', tools: [{ type: 'function', function: definition }] }],
    ['functions of old', { functions: [definition] }],
  ])('takes %s', (_, value) => {
    expect(parseFunctions(JSON.stringify(value))).toEqual({ functions: [definition] })
  })

  it('takes a JSON Schema by its title', () => {
    const schema = { title: 'Get weather', description: 'Tells the weather.', ...parameters }
    expect(parseFunctions(JSON.stringify(schema))).toEqual({ functions: [definition] })
  })

  it('keeps strictness, and leaves out other kinds of tools', () => {
    const tools = [{ type: 'web_search' }, { type: 'function', function: { ...definition, strict: true } }]
    expect(parseFunctions(JSON.stringify({ tools }))).toEqual({
      functions: [{ ...definition, strict: true }],
    })
  })

  it.each([
    ['no JSON', '{ name:', 'not-json'],
    ['a number', '7', 'no-function'],
    ['an empty list', '[]', 'no-function'],
    ['an object of something else', '{"city": "Lima"}', 'no-function'],
    ['a name that is empty', '{"name": ""}', 'no-function'],
  ])('finds nothing in %s', (_, text, problem) => {
    expect(parseFunctions(text)).toEqual({ problem })
  })
})

describe('uniqueFunctionName', () => {
  it('counts on from names that are taken', () => {
    const taken = new Set(['add', 'add_2'])
    expect(uniqueFunctionName('subtract', taken)).toBe('subtract')
    expect(uniqueFunctionName('add', taken)).toBe('add_3')
    expect(uniqueFunctionName('n'.repeat(64), new Set(['n'.repeat(64)]))).toHaveLength(62)
  })
})
