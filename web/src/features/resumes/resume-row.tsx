import { Link } from '@tanstack/react-router'

import { Chip } from '@/components/ui/chip'
import { resumesWords } from '@/features/resumes/words'
import { useFormat } from '@/lib/format'
import type { ResumeBrief } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

export function ResumeRow({ resume, isOwn }: { resume: ResumeBrief; isOwn: boolean }) {
  const t = useWords(resumesWords)
  const { ago } = useFormat()
  const { document, kb } = resume
  return (
    <li className="border-t first:border-t-0">
      <Link
        to="/resumes/$resumeId"
        params={{ resumeId: resume.resume_id }}
        className="flex flex-col gap-0.5 px-4 py-2.5 hover:bg-sunken"
      >
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-semibold wrap-anywhere">{resume.name || t.unnamed}</span>
          {isOwn && <Chip tone="accent">{t.own}</Chip>}
          {resume.is_edited && <Chip>{t.edited}</Chip>}
          {resume.source === 'hand' && <Chip>{t.byHand}</Chip>}
        </span>
        {resume.label && <span className="text-sm wrap-anywhere">{resume.label}</span>}
        <span className="text-sm wrap-anywhere text-muted">
          {document && kb ? t.readOf(document, kb) : t.updated(ago(resume.updated_at))}
        </span>
      </Link>
    </li>
  )
}
