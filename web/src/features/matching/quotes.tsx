import { TextSearch } from 'lucide-react'

import { placeOfProof, proofsOf } from '@/features/matching/proof-place'
import { fitWords } from '@/features/matching/words'
import type { OpenedDocument } from '@/lib/opened-document'
import type { MatchRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type QuotesProps = {
  match: MatchRead
  requirementId: string
  onOpen: (place: OpenedDocument) => void
}

/** The lines of a CV that bear a verdict out, each of which opens where it stands. */
export function Quotes({ match, requirementId, onOpen }: QuotesProps) {
  const t = useWords(fitWords)
  const proofs = proofsOf(match, requirementId)
  if (proofs.length === 0) return null
  return (
    <ul className="flex flex-col gap-2">
      {proofs.map((proof) => {
        const place = placeOfProof(match.document_id, proof)
        return (
          <li key={`${String(proof.start)} ${proof.quote}`} className="border-l-2 pl-3">
            <q className="wrap-anywhere whitespace-pre-line">{proof.quote}</q>{' '}
            {place ? (
              <button
                type="button"
                className="inline-flex items-center gap-1 text-sm text-accent hover:underline"
                onClick={() => {
                  onOpen(place)
                }}
              >
                <TextSearch aria-hidden className="size-4 shrink-0" />
                {t.quoteAt(proof.page)}
              </button>
            ) : (
              <span className="text-sm text-muted">{t.fromProfile}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
