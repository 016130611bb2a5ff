import type { MessageRead } from '@/lib/schema.gen'

/** A question and what became of it. */
export type Turn = { question: MessageRead; answer: MessageRead | null }

/** Questions, each with the answer that its run gave. */
export function turnsOf(messages: readonly MessageRead[]): Turn[] {
  const turns: Turn[] = []
  for (const message of messages) {
    const last = turns.at(-1)
    if (message.role === 'user') turns.push({ question: message, answer: null })
    else if (last?.question.run_id === message.run_id && !last.answer) last.answer = message
    else {
      const asked = turns.find(({ question }) => question.run_id === message.run_id)
      if (asked) asked.answer = message
    }
  }
  return turns
}

/** Whether an answer is still to come: of a run that ended without one its end is told. */
export function isOpen({ question, answer }: Turn): boolean {
  return !answer && !!question.run_id && !question.run_status
}
