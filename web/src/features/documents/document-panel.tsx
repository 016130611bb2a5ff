import { useQuery } from '@tanstack/react-query'
import { FileX } from 'lucide-react'
import { useRef } from 'react'

import { Banner } from '@/components/ui/banner'
import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { DocumentViews } from '@/features/documents/document-views'
import { PanelHeader } from '@/features/documents/panel-header'
import { documentQuery } from '@/features/documents/queries'
import { ResizeHandle, useKeptWidth } from '@/features/documents/resize-handle'
import { useEscape, usePanelFocus } from '@/features/documents/use-panel-focus'
import { documentWords } from '@/features/documents/words'
import { useOpenedDocument, type OpenedDocument } from '@/lib/opened-document'
import { Problem } from '@/lib/problem'
import { useWords } from '@/lib/words'

/** The document that the address names, beside the page; nothing where it names none. */
export function DocumentPanel() {
  const { opened } = useOpenedDocument()
  return opened && <Panel opened={opened} />
}

function Panel({ opened }: { opened: OpenedDocument }) {
  const t = useWords(documentWords)
  const { turnTo, close } = useOpenedDocument()
  const panel = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [width, setWidth] = useKeptWidth()
  const detail = useQuery(documentQuery(opened.doc))
  usePanelFocus(panel, heading, JSON.stringify(opened))
  useEscape(close)
  return (
    <section
      ref={panel}
      aria-label={t.region}
      aria-busy={detail.isPending}
      style={{ '--wide': `${width}vw` } as React.CSSProperties}
      className="fixed inset-0 z-20 flex shrink-0 flex-col bg-surface md:left-auto md:w-[34rem] md:max-w-[75vw] md:border-l md:shadow-xl lg:relative lg:w-(--wide) lg:max-w-none lg:shadow-none"
    >
      <ResizeHandle label={t.width} width={width} onResize={setWidth} />
      <PanelHeader
        detail={detail.data}
        isLoading={detail.isPending}
        heading={heading}
        onJump={({ page, chunk_id: chunk }) => {
          turnTo({ doc: opened.doc, page: page ?? undefined, chunk })
        }}
        onClose={close}
      />
      <Content key={opened.doc} opened={opened} />
    </section>
  )
}

function Content({ opened }: { opened: OpenedDocument }) {
  const t = useWords(documentWords)
  const { data: detail, error, refetch } = useQuery(documentQuery(opened.doc))
  if (error instanceof Problem && error.code === 'document_not_found') {
    return (
      <EmptyState icon={FileX} title={t.deleted}>
        {t.deletedHint}
      </EmptyState>
    )
  }
  if (!detail) {
    return (
      error && (
        <div className="p-4">
          <Failure error={error} onRetry={() => void refetch()} />
        </div>
      )
    )
  }
  if (detail.state === 'failed') {
    return (
      <div className="p-4">
        <Banner tone="warn">
          {t.failed} {detail.reason?.message}
        </Banner>
      </div>
    )
  }
  if (detail.state !== 'ready') {
    return (
      <div className="p-4">
        <Banner>{t.pending}</Banner>
      </div>
    )
  }
  return <DocumentViews detail={detail} opened={opened} />
}
