import * as Tabs from '@radix-ui/react-tabs'
import { useState } from 'react'

import { findingsOf, HiddenTexts } from '@/features/documents/hidden-texts'
import { Pager, Zoom } from '@/features/documents/page-controls'
import { PagePicture } from '@/features/documents/page-picture'
import { PageText } from '@/features/documents/page-text'
import { NoPicture, NoText, PageFailure, TextSkeleton } from '@/features/documents/page-states'
import { useOpenedPage } from '@/features/documents/use-opened-page'
import { documentWords } from '@/features/documents/words'
import { useOpenedDocument, type OpenedDocument } from '@/lib/opened-document'
import type { DocumentDetail } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const NUMBERED = /\.(txt|text|log)$/i
const TAB =
  'h-8 rounded-lg px-2 text-sm hover:bg-sunken data-[state=active]:bg-soft data-[state=active]:font-semibold'

type DocumentViewsProps = { detail: DocumentDetail; opened: OpenedDocument }

/** A document that was read: its pages as pictures, where it has some, and as text. */
export function DocumentViews({ detail, opened }: DocumentViewsProps) {
  const t = useWords(documentWords)
  const { turnTo } = useOpenedDocument()
  const [view, setView] = useState('picture')
  const [zoom, setZoom] = useState(1)
  const { page, place, marks, isLoading, isWithoutText, error, retry } = useOpenedPage(opened)
  const hasPictures = detail.file.toLowerCase().endsWith('.pdf')
  const chosen = hasPictures ? view : 'text'
  const turn = (to: number) => {
    turnTo({ doc: opened.doc, page: to })
  }
  const shown = isLoading ? null : [chosen, place, ...marks.map((one) => one.start)].join()
  return (
    <Tabs.Root value={chosen} onValueChange={setView} className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center justify-between gap-x-1 gap-y-1 border-b px-2 py-1">
        <Tabs.List aria-label={t.views} className="flex gap-1">
          {hasPictures && (
            <Tabs.Trigger value="picture" className={TAB}>
              {t.picture}
            </Tabs.Trigger>
          )}
          <Tabs.Trigger value="text" className={TAB}>
            {t.text}
          </Tabs.Trigger>
        </Tabs.List>
        <Pager place={place} pages={detail.pages} hasNumbers={hasPictures} onTurn={turn} />
        {chosen === 'picture' && <Zoom zoom={zoom} onZoom={setZoom} />}
      </div>
      <HiddenTexts findings={detail.findings} page={hasPictures ? place : null} onTurn={turn} />
      <PageFailure error={error} onRetry={retry} />
      {isLoading && <TextSkeleton />}
      {hasPictures && !isLoading && (
        <PagePicture
          key={`picture ${place}`}
          doc={opened.doc}
          place={place}
          page={page}
          marks={marks}
          findings={findingsOf(detail.findings, place)}
          zoom={zoom}
          shown={shown}
          failed={
            <NoPicture
              onShowText={() => {
                setView('text')
              }}
            />
          }
        />
      )}
      {page && (
        <PageText
          key={`text ${place}`}
          text={page.text}
          marks={marks}
          isNumbered={NUMBERED.test(detail.file)}
          shown={shown}
        />
      )}
      <NoText isShown={isWithoutText} />
    </Tabs.Root>
  )
}
