import { noteWords } from '@/features/chat/note-words'
import type { NoteRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const KNOWN = ['asked_again', 'repeated_itself', 'no_reranker'] as const

/** What was done otherwise than was asked, in the language of the page where it is known. */
export function useSentenceOfNote() {
  const t = useWords(noteWords)
  return ({ code, message }: NoteRead) => {
    const known = KNOWN.find((each) => each === code)
    return known ? t[known] : message
  }
}
