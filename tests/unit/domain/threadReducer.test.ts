import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message } from '@/domain/api.ts'
import type { ThreadEvent } from '@/domain/runEvents.ts'
import { reduceThread } from '@/domain/threadReducer.ts'
import { EMPTY_THREAD, type ThreadState } from '@/domain/threadState.ts'
import { messageOf, runOf, stepOf, textPart } from '../../support/threadObjects.ts'

function after(events: readonly ThreadEvent[], start: ThreadState = EMPTY_THREAD): ThreadState {
  return events.reduce(reduceThread, start)
}

function textDelta(text: string, index = 0): ThreadEvent {
  return { type: 'text-delta', messageId: 'msg_1', index, text }
}

const changed = (message: Message): ThreadEvent => ({ type: 'message-changed', message })
const received = (messages: Message[], since: ThreadState): ThreadEvent => ({
  type: 'messages-received',
  messages,
  since,
})
const contentOf = (state: ThreadState): unknown => state.messages.get('msg_1')?.content
const idsOf = (state: ThreadState): string[] => [...state.messages.keys()]

const STARTED = changed(messageOf('in_progress'))

describe('a message that arrives', () => {
  it('grows by its deltas, each in its part', () => {
    const state = after([STARTED, textDelta('Hel'), textDelta('At the end', 1), textDelta('lo')])
    expect(contentOf(state)).toEqual([textPart('Hello'), textPart('At the end')])
  })

  it('keeps the place of a part that comes later', () => {
    const state = after([STARTED, textDelta('second', 1)])
    expect(contentOf(state)).toEqual([textPart(''), textPart('second')])
    expect(contentOf(after([textDelta('first')], state))).toEqual([textPart('first'), textPart('second')])
  })

  it('takes refusals, images and annotations', () => {
    const image = { type: 'image_file' as const, image_file: { file_id: 'file_1' } }
    const place = { text: '[1]', start_index: 0, end_index: 3 }
    const cited = { ...place, type: 'file_citation' as const, file_citation: { file_id: 'file_2' } }
    const path = { ...place, type: 'file_path' as const, file_path: { file_id: 'file_3' } }
    const messageId = 'msg_1'
    const state = after([
      STARTED,
      { type: 'image-delta', messageId, index: 0, image },
      textDelta('[1]', 1),
      {
        type: 'annotations-delta',
        messageId,
        index: 1,
        annotations: [
          { index: 0, ...cited },
          { index: 1, type: 'file_citation', text: 'no file' },
          { index: 2, ...path },
        ],
      },
      textDelta(' it says', 1),
      { type: 'refusal-delta', messageId, index: 2, text: 'I will ' },
      { type: 'refusal-delta', messageId, index: 2, text: 'not' },
    ])
    expect(contentOf(state)).toEqual([
      image,
      { type: 'text', text: { value: '[1] it says', annotations: [cited, path] } },
      { type: 'refusal', refusal: 'I will not' },
    ])
  })

  it('begins with what came before it was known', () => {
    const started = after([textDelta('Hel'), STARTED])
    expect(contentOf(started)).toEqual([textPart('Hel')])
    expect(contentOf(after([textDelta('lo')], started))).toEqual([textPart('Hello')])
  })

  it('is not filled by an index that cannot be', () => {
    const state = after([STARTED])
    for (const index of [-1, 0.5, NaN, 1e9]) expect(reduceThread(state, textDelta('x', index))).toBe(state)
  })

  it('takes nothing once it is finished', () => {
    const whole = messageOf('completed', { content: [textPart('Hello')] })
    const state = after([STARTED, textDelta('Hel'), changed(whole)])
    for (const event of [textDelta('lo'), STARTED, received([messageOf('in_progress')], state)])
      expect(reduceThread(state, event)).toBe(state)
    expect(state.messages.get('msg_1')).toBe(whole)
  })

  it('leaves the other parts as they were', () => {
    const before = after([STARTED, textDelta('first'), textDelta('sec', 1)])
    const [first] = before.messages.get('msg_1')?.content ?? []
    const then = after([textDelta('ond', 1)], before)
    expect(then.messages.get('msg_1')?.content[0]).toBe(first)
    expect(contentOf(before)).toEqual([textPart('first'), textPart('sec')])
  })
})

describe('polls of a message beside its stream', () => {
  it('may be ahead of the stream, and nothing comes twice', () => {
    const asked = after([STARTED, textDelta('Hel')])
    const seen = messageOf('in_progress', { content: [textPart('Hello wo')] })
    const ahead = after([received([seen], asked)], asked)
    expect(contentOf(ahead)).toEqual([textPart('Hello wo')])
    expect(contentOf(after([textDelta('lo wo'), textDelta('rld')], ahead))).toEqual([textPart('Hello world')])
  })

  it('take over where it broke', () => {
    const broken = after([STARTED, textDelta('Hello wo')])
    const behind = messageOf('in_progress', { content: [textPart('Hello')] })
    const then = after([received([behind], broken)], broken)
    expect(contentOf(then)).toEqual([textPart('Hello wo')])
    const further = messageOf('in_progress', { content: [textPart('Hello world')] })
    expect(contentOf(after([received([further], then)], then))).toEqual([textPart('Hello world')])
  })

  it('give the same text in whatever order they come', () => {
    const text = 'The quick brown fox'
    const snapshots = fc.array(fc.nat(text.length).map((length) => text.slice(0, length)))
    fc.assert(
      fc.property(
        snapshots,
        fc.array(fc.nat(4)),
        fc.infiniteStream(fc.boolean()),
        (seen, cuts, isPollNext) => {
          let [state, rest, longest] = [after([STARTED]), text, 0]
          const polls = [...seen]
          for (const cut of [...cuts, text.length]) {
            while (polls.length > 0 && isPollNext.next().value) {
              const value = polls.shift()!
              longest = Math.max(longest, value.length)
              state = after(
                [received([messageOf('in_progress', { content: [textPart(value)] })], EMPTY_THREAD)],
                state,
              )
            }
            state = after([textDelta(rest.slice(0, cut))], state)
            rest = rest.slice(cut)
            longest = Math.max(longest, text.length - rest.length)
            expect(contentOf(state)).toEqual([textPart(text.slice(0, longest))])
          }
        },
      ),
    )
  })
})

describe('answers', () => {
  const old = messageOf('completed', { metadata: { title: 'old' } })
  const modified = messageOf('completed', { metadata: { title: 'new' } })

  it('that bring nothing new leave everything as it is', () => {
    const state = after([
      { type: 'run-changed', run: runOf('completed') },
      { type: 'step-changed', step: stepOf('completed', []) },
      changed(old),
    ])
    const same: ThreadEvent[] = [
      { type: 'runs-received', runs: [runOf('completed')], since: state },
      { type: 'steps-received', steps: [stepOf('completed', [])], since: state },
      received([structuredClone(old)], state),
      { type: 'message-deleted', messageId: 'msg_other' },
      { type: 'stream-ended' },
    ]
    for (const event of same) expect(reduceThread(state, event)).toBe(state)
  })

  it('from before a modification do not undo it', () => {
    const asked = after([changed(old)])
    const state = after([changed(modified), received([old], asked)], asked)
    expect(state.messages.get('msg_1')).toBe(modified)
  })

  it('from after a modification elsewhere show it', () => {
    const asked = after([changed(old)])
    expect(after([received([modified], asked)], asked).messages.get('msg_1')).toBe(modified)
  })

  it('do not bring back what was deleted', () => {
    const asked = after([changed(old)])
    const state = after([{ type: 'message-deleted', messageId: 'msg_1' }, received([old], asked)], asked)
    expect(idsOf(state)).toEqual([])
  })

  it('of a poll that the stream has overtaken are dropped', () => {
    const asked = after([{ type: 'run-changed', run: runOf('in_progress') }])
    const waiting = runOf('requires_action')
    const state = after(
      [
        { type: 'run-changed', run: waiting },
        { type: 'runs-received', runs: [runOf('in_progress')], since: asked },
      ],
      asked,
    )
    expect(state.runs.get('run_1')).toBe(waiting)
    // Asked for again, it went on.
    const again: ThreadEvent = { type: 'runs-received', runs: [runOf('in_progress')], since: state }
    expect(reduceThread(state, again).runs.get('run_1')?.status).toBe('in_progress')
  })
})

describe('the order of what is known', () => {
  const at = (id: string, created_at: number): Message => messageOf('completed', { id, created_at })

  it('is by time, and within a second as it came', () => {
    const state = after([changed(at('b', 5)), changed(at('c', 5)), changed(at('a', 4)), changed(at('d', 5))])
    expect(idsOf(state)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('is that of a page where that overlaps', () => {
    const state = after([changed(at('answer', 5))])
    const page = [at('question', 5), at('answer', 5)]
    expect(idsOf(after([received(page, state)], state))).toEqual(['question', 'answer'])
  })

  it('has one that is retrieved alone after those of its second', () => {
    const state = after([changed(at('question', 5))])
    expect(idsOf(after([received([at('answer', 5)], state)], state))).toEqual(['question', 'answer'])
  })

  it('has an older page first', () => {
    const state = after([changed(at('c', 5))])
    const older: ThreadEvent = {
      type: 'messages-received',
      messages: [at('a', 5), at('b', 5)],
      since: state,
      isOlder: true,
    }
    expect(idsOf(reduceThread(state, older))).toEqual(['a', 'b', 'c'])
  })

  it('stays when something in it changes', () => {
    const state = after([changed(at('a', 5)), changed(at('b', 5))])
    const a = { ...at('a', 5), metadata: { is: 'new' } }
    expect(idsOf(after([changed(a), received([a], state)], state))).toEqual(['a', 'b'])
  })
})
