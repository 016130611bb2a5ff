import * as Tabs from '@radix-ui/react-tabs'
import { useMemo, useRef, useState, type ReactNode } from 'react'

import type { Shape } from '@/features/documents/boxes'
import { FindingBoxes } from '@/features/documents/finding-boxes'
import { pictureScale } from '@/features/documents/picture-scale'
import { pictureAddress } from '@/features/documents/queries'
import type { Span } from '@/features/documents/spans'
import { TextLayer } from '@/features/documents/text-layer'
import { useScrollToMark } from '@/features/documents/use-scroll-to-mark'
import { useWidth } from '@/features/documents/use-width'
import { documentWords } from '@/features/documents/words'
import type { FindingRead, PageRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const A4 = { width: 595, height: 842 }

type PagePictureProps = {
  doc: string
  place: number
  /** Null where the page has no text. */
  page: PageRead | null
  marks: readonly Span[]
  findings: readonly FindingRead[]
  zoom: number
  /** What is to be brought into view; null while it is not known yet. */
  shown: string | null
  failed: ReactNode
}

function shapeOf(page: PageRead | null, natural: Shape | null): Shape {
  if (page?.width && page.height) return { width: page.width, height: page.height }
  return natural ?? A4
}

/** A page as it is drawn on paper, with what is marked, and its text to be selected. */
export function PagePicture(props: PagePictureProps) {
  const { doc, place, page, marks, findings, zoom, shown, failed } = props
  const t = useWords(documentWords)
  const scroller = useRef<HTMLDivElement>(null)
  const width = useWidth(scroller)
  const [natural, setNatural] = useState<Shape | null>(null)
  const [hasFailed, setHasFailed] = useState(false)
  useScrollToMark(scroller, width && shown !== null ? shown : null)
  const shape = useMemo(() => shapeOf(page, natural), [page, natural])
  const scale = pictureScale(width * zoom, shape.width, devicePixelRatio)
  return (
    <Tabs.Content
      ref={scroller}
      value="picture"
      className="min-h-0 flex-1 [scrollbar-gutter:stable] overflow-auto bg-sunken"
    >
      {hasFailed && failed}
      <div
        hidden={hasFailed}
        className="@container relative overflow-hidden bg-white shadow-sm"
        style={{ width: `${100 * zoom}%`, aspectRatio: `${shape.width} / ${shape.height}` }}
      >
        {width > 0 && (
          <img
            src={pictureAddress(doc, place, scale)}
            alt={t.pictureOf(place)}
            draggable={false}
            className="absolute inset-0 size-full select-none"
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
              setNatural({ width: naturalWidth / scale, height: naturalHeight / scale })
              setHasFailed(false)
            }}
            onError={() => {
              setHasFailed(true)
            }}
          />
        )}
        {page && <TextLayer text={page.text} lines={page.lines} marks={marks} shape={shape} />}
        <FindingBoxes findings={findings} shape={shape} />
      </div>
    </Tabs.Content>
  )
}
