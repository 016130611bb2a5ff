import { useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { PageFrame } from '@/components/page-frame'
import { Button } from '@/components/ui/button'
import { SessionList } from '@/features/coaching/session-list'
import { ResumeList } from '@/features/resumes/resume-list'
import { resumesWords } from '@/features/resumes/words'
import { useWords } from '@/lib/words'

const NewResumeDialog = lazy(() =>
  import('@/features/resumes/new-resume-dialog').then((file) => ({
    default: file.NewResumeDialog,
  })),
)

export function ResumesPage() {
  const t = useWords(resumesWords)
  const [isAdding, setIsAdding] = useState(false)
  const { kb }: { kb?: unknown } = useSearch({ strict: false })
  const navigate = useNavigate()
  const actions = (
    <Button
      look="primary"
      onClick={() => {
        setIsAdding(true)
      }}
    >
      <Plus aria-hidden className="size-4" />
      {t.add}
    </Button>
  )
  return (
    <PageFrame title={t.title} actions={actions}>
      <SessionList />
      <ResumeList
        kb={typeof kb === 'string' && kb ? kb : null}
        onBase={(chosen) => {
          void navigate({
            to: '.',
            replace: true,
            search: (others: Record<string, unknown>): Record<string, unknown> => ({
              ...others,
              kb: chosen ?? undefined,
            }),
          })
        }}
      />
      <Suspense>{isAdding && <NewResumeDialog open onOpenChange={setIsAdding} />}</Suspense>
    </PageFrame>
  )
}
