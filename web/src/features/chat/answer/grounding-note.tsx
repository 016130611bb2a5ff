import { Info } from 'lucide-react'

import type { OnOpen } from '@/features/chat/answer/place'
import { PoolDetails } from '@/features/chat/answer/pool-details'
import { answerWords } from '@/features/chat/answer/words'
import type { Citation, Grounding } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type Texts = (typeof answerWords)['en']

type GroundingNoteProps = {
  grounding: Grounding
  citations: readonly Citation[]
  onOpen: OnOpen
}

/** In a line, what an answer rests on. */
export function GroundingNote({ grounding, citations, onOpen }: GroundingNoteProps) {
  const t = useWords(answerWords)
  const sentences = [
    restsOn(grounding, citations.length, t),
    grounding.is_cut && t.isCut,
    grounding.kept_from && t.kept,
  ].filter((sentence) => typeof sentence === 'string')
  return (
    <>
      {grounding.pool && <PoolDetails pool={grounding.pool} {...{ citations, onOpen }} />}
      {sentences.length > 0 && (
        <p className="mt-2 flex items-center gap-1 text-xs text-muted">
          <span>{sentences.join(' ')}</span>
          {hasStatements(grounding) && (
            <button
              type="button"
              aria-label={t.backedMeans}
              data-tooltip={t.backedMeans}
              className="shrink-0 rounded p-1"
            >
              <Info aria-hidden className="size-3.5" />
            </button>
          )}
        </p>
      )}
    </>
  )
}

const isExtractive = ({ answerer }: Grounding) => answerer.startsWith('extractive')

const hasStatements = (grounding: Grounding) =>
  grounding.statements > 0 && !isExtractive(grounding) && !grounding.abstained

function restsOn(grounding: Grounding, citations: number, t: Texts): string | null {
  const { abstained, pool, statements, supported } = grounding
  // Who was counted, and what was not, says it all.
  if (pool) return null
  if (abstained) return citations > 0 ? t.abstained : t.abstainedAlone
  if (isExtractive(grounding)) return t.extractive
  if (statements === 0) return null
  return supported === statements ? t.allBacked(statements) : t.backed(supported, statements)
}
