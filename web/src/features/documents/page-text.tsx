import * as Tabs from '@radix-ui/react-tabs'
import { useMemo, useRef, useState } from 'react'

import { Button } from '@/components/ui/button'
import { lineWindow } from '@/features/documents/line-window'
import { numberedLines, type Piece, type Span } from '@/features/documents/spans'
import { useScrollToMark } from '@/features/documents/use-scroll-to-mark'
import { documentWords } from '@/features/documents/words'
import { useWords } from '@/lib/words'

type PageTextProps = {
  text: string
  marks: readonly Span[]
  isNumbered: boolean
  shown: string | null
}

/** The text of a page as it is searched; of a long one the lines around what is marked. */
export function PageText({ text, marks, isNumbered, shown }: PageTextProps) {
  const t = useWords(documentWords)
  const scroller = useRef<HTMLDivElement>(null)
  const lines = useMemo(() => numberedLines(text, marks), [text, marks])
  const marked = Math.max(
    0,
    lines.findIndex((line) => line.some((piece) => piece.isMarked)),
  )
  const [more, setMore] = useState({ before: 0, after: 0 })
  const { first, last } = lineWindow(lines.length, marked, more)
  useScrollToMark(scroller, shown)
  const show = (where: keyof typeof more) => () => {
    setMore({ ...more, [where]: more[where] + 1 })
  }
  return (
    <Tabs.Content
      ref={scroller}
      value="text"
      className="min-h-0 flex-1 overflow-auto bg-surface p-4"
    >
      {first > 0 && (
        <Button size="small" onClick={show('before')}>
          {t.earlier}
        </Button>
      )}
      <div className={isNumbered ? 'font-mono text-[0.8125rem]' : 'text-sm'}>
        {lines.slice(first, last).map((line, at) => (
          <Line key={first + at} pieces={line} number={isNumbered ? first + at + 1 : null} />
        ))}
      </div>
      {last < lines.length && (
        <Button size="small" onClick={show('after')}>
          {t.later}
        </Button>
      )}
    </Tabs.Content>
  )
}

function Line({ pieces, number }: { pieces: readonly Piece[]; number: number | null }) {
  return (
    <div
      data-line={number ?? undefined}
      className={
        number === null
          ? 'min-h-[1lh] wrap-anywhere whitespace-pre-wrap'
          : 'relative min-h-[1lh] pl-12 wrap-anywhere whitespace-pre-wrap before:absolute before:left-0 before:w-9 before:text-right before:text-muted before:content-[attr(data-line)/""]'
      }
    >
      {pieces.map(({ text, isMarked }, at) =>
        isMarked ? (
          <mark key={at} data-marked className="rounded-xs bg-mark text-ink">
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </div>
  )
}
