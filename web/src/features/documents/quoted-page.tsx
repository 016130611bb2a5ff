import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'

import { PageFailure, TextSkeleton } from '@/features/documents/page-states'
import { pageQuery } from '@/features/documents/queries'
import { pieces, type Span } from '@/features/documents/spans'
import { useScrollToMark } from '@/features/documents/use-scroll-to-mark'
import type { OpenedDocument } from '@/lib/opened-document'

/** The text of a page with what was quoted of it marked, and nothing of the document besides. */
export function QuotedPage({ opened }: { opened: OpenedDocument }) {
  const scroller = useRef<HTMLDivElement>(null)
  const { data: page, error, refetch } = useQuery(pageQuery(opened))
  const { from, to } = opened
  const quoted: Span[] = from !== undefined && to !== undefined ? [{ start: from, end: to }] : []
  useScrollToMark(scroller, page ? JSON.stringify(opened) : null)
  if (!page) {
    return error ? <PageFailure error={error} onRetry={() => void refetch()} /> : <TextSkeleton />
  }
  return (
    <div ref={scroller} className="max-h-[60dvh] min-h-0 overflow-auto text-sm">
      <p className="wrap-anywhere whitespace-pre-wrap">
        {pieces(page.text, quoted.length > 0 ? quoted : page.marked).map(
          ({ text, isMarked }, at) =>
            isMarked ? (
              <mark key={at} data-marked className="rounded-xs bg-mark text-ink">
                {text}
              </mark>
            ) : (
              text
            ),
        )}
      </p>
    </div>
  )
}
