import { Download, X } from 'lucide-react'
import type { RefObject } from 'react'

import { Chip } from '@/components/ui/chip'
import { IconButton } from '@/components/ui/icon-button'
import { Skeleton } from '@/components/ui/skeleton'
import { Outline } from '@/features/documents/outline'
import { fileAddress } from '@/features/documents/queries'
import { documentWords } from '@/features/documents/words'
import type { DocumentDetail, SectionRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type PanelHeaderProps = {
  detail: DocumentDetail | undefined
  isLoading: boolean
  heading: RefObject<HTMLHeadingElement | null>
  onJump: (section: SectionRead) => void
  onClose: () => void
}

/** What is open, whose it is, and the way out. */
export function PanelHeader({ detail, isLoading, heading, onJump, onClose }: PanelHeaderProps) {
  const t = useWords(documentWords)
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b pr-2 pl-4">
      <div className="flex min-w-0 flex-1 flex-col justify-center">
        <h2
          ref={heading}
          tabIndex={-1}
          title={detail?.path}
          className="truncate leading-5 font-semibold outline-none"
        >
          {detail?.document ?? t.region}
        </h2>
        {isLoading && <Skeleton className="mt-1 h-3 w-24" />}
        {detail && (
          <span className="flex gap-2 truncate text-xs text-muted">
            <Chip>{detail.kb}</Chip>
            {detail.title !== detail.document && detail.title}
          </span>
        )}
      </div>
      {detail && <Outline sections={detail.sections} onJump={onJump} />}
      {detail && (
        <a
          href={fileAddress(detail.document_id)}
          download
          aria-label={t.download}
          data-tooltip={t.download}
          className="inline-flex size-10 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-sunken hover:text-ink"
        >
          <Download aria-hidden className="size-5" />
        </a>
      )}
      <IconButton icon={X} label={t.close} onClick={onClose} />
    </header>
  )
}
