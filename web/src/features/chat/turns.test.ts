import { describe, expect, it } from 'vitest'

import { tooManyCharacters } from '@/features/chat/question-length'
import { isOpen, turnsOf } from '@/features/chat/turns'
import { anAnswer, aQuestion } from '@/testing/scripted-thread'

describe('the turns of a conversation', () => {
  it('are questions with the answers that their runs gave', () => {
    const [first, second] = [
      aQuestion({ message_id: 'q1', run_id: 'a' }),
      aQuestion({ message_id: 'q2', run_id: 'b' }),
    ]
    const answer = anAnswer({ run_id: 'b' })
    expect(turnsOf([first, second, answer])).toEqual([
      { question: first, answer: null },
      { question: second, answer },
    ])
  })

  it('find the question of an answer that came late', () => {
    const [first, second] = [aQuestion({ run_id: 'a' }), aQuestion({ run_id: 'b' })]
    const late = anAnswer({ run_id: 'a' })
    expect(turnsOf([first, second, late])[0]).toEqual({ question: first, answer: late })
  })

  it('are open until there is an answer, or none will come', () => {
    expect(isOpen({ question: aQuestion(), answer: null })).toBe(true)
    expect(isOpen({ question: aQuestion(), answer: anAnswer() })).toBe(false)
    expect(isOpen({ question: aQuestion({ run_status: 'failed' }), answer: null })).toBe(false)
    expect(isOpen({ question: aQuestion({ run_id: null }), answer: null })).toBe(false)
  })
})

describe('the length of a question', () => {
  it('counts characters as the server does, not halves of them', () => {
    expect(tooManyCharacters('🙂'.repeat(32_000))).toBe(0)
    expect(tooManyCharacters('🙂'.repeat(32_002))).toBe(2)
  })
})
