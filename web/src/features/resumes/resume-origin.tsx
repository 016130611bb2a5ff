import { FileText } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { resumesWords } from '@/features/resumes/words'
import type { ResumeRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type ResumeOriginProps = { resume: ResumeRead; isOwn: boolean; onOpen: () => void }

/** Whose it is, what it was read of, and how it leads there. */
export function ResumeOrigin({ resume, isOwn, onOpen }: ResumeOriginProps) {
  const t = useWords(resumesWords)
  const { document, kb, source } = resume
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {isOwn && <Chip tone="accent">{t.own}</Chip>}
        {resume.is_edited && <Chip>{t.edited}</Chip>}
        {source === 'hand' && <Chip>{t.byHand}</Chip>}
        {source === 'llm' && <Chip>{t.byModel}</Chip>}
        {document && kb && (
          <Button look="quiet" size="small" className="-ms-2.5 max-w-full" onClick={onOpen}>
            <FileText aria-hidden className="size-4 shrink-0" />
            <span className="truncate">{t.readOf(document, kb)}</span>
          </Button>
        )}
      </div>
      {document && <p className="text-sm text-muted">{t.legend}</p>}
    </div>
  )
}
