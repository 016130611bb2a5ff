import { Import, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { PageFrame } from '@/components/page-frame'
import { Button } from '@/components/ui/button'
import { BaseList } from '@/features/knowledge/bases/base-list'
import { baseWords } from '@/features/knowledge/bases/base-words'
import { JobList } from '@/features/knowledge/jobs/job-list'
import { useWords } from '@/lib/words'

const NewBaseDialog = lazy(() =>
  import('@/features/knowledge/bases/new-base-dialog').then((file) => ({
    default: file.NewBaseDialog,
  })),
)
const ImportBaseDialog = lazy(() =>
  import('@/features/knowledge/bases/import-base-dialog').then((file) => ({
    default: file.ImportBaseDialog,
  })),
)

export function BasesPage() {
  const t = useWords(baseWords)
  const [dialog, setDialog] = useState<'new' | 'import' | null>(null)
  const onOpenChange = (isOpen: boolean) => {
    if (!isOpen) setDialog(null)
  }
  const actions = (
    <div className="flex flex-wrap gap-2">
      <Button
        onClick={() => {
          setDialog('import')
        }}
      >
        <Import aria-hidden className="size-4" />
        {t.importBase}
      </Button>
      <Button
        look="primary"
        onClick={() => {
          setDialog('new')
        }}
      >
        <Plus aria-hidden className="size-4" />
        {t.newBase}
      </Button>
    </div>
  )
  return (
    <PageFrame title={t.title} actions={actions}>
      <JobList />
      <BaseList />
      <Suspense>
        {dialog === 'new' && <NewBaseDialog open onOpenChange={onOpenChange} />}
        {dialog === 'import' && <ImportBaseDialog open onOpenChange={onOpenChange} />}
      </Suspense>
    </PageFrame>
  )
}
