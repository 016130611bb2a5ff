import { useMemo, useState } from 'react'

import { highlight } from '@/lib/highlight'
import { searchWords } from '@/features/search/words'
import { useWords } from '@/lib/words'

const LONG = 900

/** A passage with the words of the query shown in it; of a long one the beginning. */
export function HitText({ text, query }: { text: string; query: string }) {
  const t = useWords(searchWords)
  const [isWhole, setIsWhole] = useState(false)
  const isLong = text.length > LONG
  const shown = useMemo(
    () => highlight(isLong && !isWhole ? `${text.slice(0, LONG)}…` : text, query),
    [text, query, isLong, isWhole],
  )
  return (
    <>
      <p className="text-sm wrap-anywhere whitespace-pre-line">
        {shown.map((piece, at) =>
          piece.isHit ? (
            <mark key={at} className="rounded-xs bg-mark text-ink">
              {piece.text}
            </mark>
          ) : (
            piece.text
          ),
        )}
      </p>
      {isLong && (
        <button
          type="button"
          className="self-start text-sm text-accent underline"
          onClick={() => {
            setIsWhole(!isWhole)
          }}
        >
          {isWhole ? t.less : t.whole}
        </button>
      )}
    </>
  )
}
