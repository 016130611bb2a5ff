import { useMemo } from 'react'

import { highlight, type Piece } from '@/lib/highlight'

const LONG = 400
const BEFORE = 120 // letters that lead to the first word that was looked for

/** The passage of an offer that fits, with the words of the query shown in it. */
export function Passage({ text, query }: { text: string; query: string }) {
  const pieces = useMemo(() => highlight(excerptOf(text, query), query), [text, query])
  return (
    <blockquote className="border-l-2 pl-3 text-sm wrap-anywhere whitespace-pre-line">
      {pieces.map((piece, at) =>
        piece.isHit ? (
          <mark key={at} className="rounded-xs bg-mark text-ink">
            {piece.text}
          </mark>
        ) : (
          piece.text
        ),
      )}
    </blockquote>
  )
}

/** A part of a passage about its first words that were looked for; its heading stands above it. */
export function excerptOf(passage: string, query: string): string {
  const text = passage
    .replace(/^#+ .*$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  const first = firstHit(highlight(text, query))
  const line = text.lastIndexOf('\n', first - 1) + 1
  const from = first <= BEFORE ? 0 : Math.max(line, first - BEFORE)
  const letters = Array.from(text.slice(from))
  const end = letters.length > LONG ? '…' : ''
  return `${from > 0 ? '…' : ''}${letters.slice(0, LONG).join('').trim()}${end}`
}

function firstHit(pieces: readonly Piece[]): number {
  const at = pieces.findIndex((piece) => piece.isHit)
  return pieces.slice(0, Math.max(0, at)).reduce((length, piece) => length + piece.text.length, 0)
}
