import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from 'lucide-react'

import { IconButton } from '@/components/ui/icon-button'
import { documentWords } from '@/features/documents/words'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'

type PagerProps = {
  place: number
  pages: number
  hasNumbers: boolean
  onTurn: (page: number) => void
}

/** From page to page; nothing for a document of one part. */
export function Pager({ place, pages, hasNumbers, onTurn }: PagerProps) {
  const t = useWords(documentWords)
  if (pages < 2 && !hasNumbers) return null
  return (
    <div className="flex items-center">
      <IconButton
        icon={ChevronLeft}
        label={t.previous}
        size="small"
        disabled={place <= 1}
        onClick={() => {
          onTurn(place - 1)
        }}
      />
      <span aria-live="polite" className="px-1 text-sm whitespace-nowrap tabular-nums">
        {hasNumbers ? t.pageOf(place, pages) : t.partOf(place, pages)}
      </span>
      <IconButton
        icon={ChevronRight}
        label={t.next}
        size="small"
        disabled={place >= pages}
        onClick={() => {
          onTurn(place + 1)
        }}
      />
    </div>
  )
}

const ZOOMS = [1, 1.25, 1.5, 2, 3]

/** How large a page is shown; 1 fills the width. */
export function Zoom({ zoom, onZoom }: { zoom: number; onZoom: (zoom: number) => void }) {
  const t = useWords(documentWords)
  const { percent } = useFormat()
  const smaller = ZOOMS.findLast((one) => one < zoom)
  const larger = ZOOMS.find((one) => one > zoom)
  return (
    <div className="flex items-center">
      <IconButton
        icon={ZoomOut}
        label={t.zoomOut}
        size="small"
        disabled={!smaller}
        onClick={() => {
          if (smaller) onZoom(smaller)
        }}
      />
      <span aria-live="polite" className="hidden w-12 text-center text-sm tabular-nums sm:block">
        {percent(zoom)}
      </span>
      <IconButton
        icon={ZoomIn}
        label={t.zoomIn}
        size="small"
        disabled={!larger}
        onClick={() => {
          if (larger) onZoom(larger)
        }}
      />
    </div>
  )
}
