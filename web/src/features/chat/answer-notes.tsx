import { Info } from 'lucide-react'

import { useSentenceOfNote } from '@/features/chat/note-sentence'
import type { NoteRead } from '@/lib/schema.gen'

/** What was done otherwise than was asked: each a sentence. */
export function AnswerNotes({ notes }: { notes: readonly NoteRead[] }) {
  const sentenceOf = useSentenceOfNote()
  if (notes.length === 0) return null
  return (
    <ul className="flex flex-col gap-1 text-sm text-muted">
      {[...new Set(notes.map(sentenceOf))].map((sentence) => (
        <li key={sentence} className="flex gap-2">
          <Info aria-hidden className="mt-1 size-3.5 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{sentence}</span>
        </li>
      ))}
    </ul>
  )
}
