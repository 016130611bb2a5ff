import type { Draft, MessageRead } from '@/lib/schema.gen'

/** The draft that an answer is; null of any other answer. */
export function draftOf(grounding: MessageRead['grounding']): Draft | null {
  const draft = grounding?.draft as Partial<Draft> | undefined
  if (draft?.kind !== 'letter' && draft?.kind !== 'cv') return null
  return {
    language: 'en',
    diff: '',
    refused: [],
    changes: [],
    rests_on: [],
    resume: null,
    ...draft,
    kind: draft.kind,
  }
}

export type DiffLine = { kind: 'added' | 'gone' | 'same' | 'gap'; text: string }

/** A unified diff line by line, without the numbers that only programs read. */
export function linesOf(diff: string): DiffLine[] {
  const lines = diff.split('\n').filter((line) => !/^(---|\+\+\+)( |$)/.test(line))
  const shown = lines.flatMap((line, index): DiffLine[] => {
    if (line.startsWith('@@')) return index > 0 ? [{ kind: 'gap', text: '' }] : []
    const text = line.slice(1)
    if (!text.trim()) return []
    const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'gone' : 'same'
    return [{ kind, text }]
  })
  return shown
}
