import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'

import { PageFrame } from '@/components/page-frame'
import { Banner } from '@/components/ui/banner'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { AskLink } from '@/features/knowledge/base/ask-link'
import { BaseDialogs } from '@/features/knowledge/base/base-dialogs'
import { BaseMenu, type BaseDialog } from '@/features/knowledge/base/base-menu'
import { basePageWords } from '@/features/knowledge/base/base-page-words'
import { BaseSettings } from '@/features/knowledge/base/base-settings'
import { BaseFigures } from '@/features/knowledge/bases/base-figures'
import { DocumentList } from '@/features/knowledge/documents/document-list'
import { JobList } from '@/features/knowledge/jobs/job-list'
import { AddButtons } from '@/features/knowledge/picking/add-buttons'
import { DropZone } from '@/features/knowledge/picking/drop-zone'
import { EmptyBase } from '@/features/knowledge/picking/empty-base'
import { baseQuery } from '@/features/knowledge/queries'
import { WatchList } from '@/features/knowledge/watches/watch-list'
import { PublicChats } from '@/features/sharing/public-chats'
import { Shares } from '@/features/sharing/shares'
import { sharingWords } from '@/features/sharing/words'
import { Problem } from '@/lib/problem'
import { authQuery } from '@/lib/queries/auth'
import type { BaseRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

export function BasePage() {
  const { kb = '' } = useParams({ strict: false })
  const base = useQuery(baseQuery(kb))
  if (base.data) return <Shown key={base.data.kb_id} base={base.data} />
  return (
    <PageFrame title={kb}>
      {base.error ? (
        <Missing error={base.error} onRetry={() => void base.refetch()} />
      ) : (
        <Skeleton className="h-64 w-full rounded-xl" />
      )}
    </PageFrame>
  )
}

function Shown({ base }: { base: BaseRead }) {
  const [dialog, setDialog] = useState<BaseDialog | null>(null)
  // Another's may have the name of one of mine.
  const isOwn = base.access === 'own'
  const kb = isOwn ? base.name : base.kb_id
  const mayWrite = base.access !== 'read'
  const actions = (
    <div className="flex flex-wrap items-center gap-2">
      {base.ready > 0 && <AskLink kb={kb} />}
      {mayWrite && <AddButtons kb={kb} />}
      {isOwn && <BaseMenu kb={kb} onChoose={setDialog} />}
    </div>
  )
  return (
    <PageFrame title={base.name} actions={actions}>
      <div className="flex flex-col gap-2">
        {!isOwn && <WhoseBase owner={base.owner} />}
        <BaseFigures base={base} />
        <BaseSettings base={base} />
      </div>
      <JobList kb={kb} />
      {base.documents > 0 && <DocumentList base={base} />}
      {mayWrite && <WaysIn base={base} kb={kb} />}
      {isOwn && <OfOwner base={base} />}
      <BaseDialogs
        base={base}
        shown={dialog}
        onClose={() => {
          setDialog(null)
        }}
      />
    </PageFrame>
  )
}

function WaysIn({ base, kb }: { base: BaseRead; kb: string }) {
  return (
    <>
      {base.documents === 0 && <EmptyBase />}
      <DropZone kb={kb} />
    </>
  )
}

function WhoseBase({ owner }: { owner: string }) {
  const t = useWords(sharingWords)
  return <p className="text-sm text-muted">{t.of(owner)}</p>
}

/** What only its owner sees of a base: watched folders, and, where others can come, whom it lets in. */
function OfOwner({ base }: { base: BaseRead }) {
  const { data: auth } = useQuery(authQuery)
  const hasOthers = auth !== undefined && auth.mode !== 'off'
  return (
    <>
      <WatchList kb={base.name} />
      {hasOthers && <Shares kb={base.name} />}
      {hasOthers && <PublicChats base={base} />}
    </>
  )
}

function Missing({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useWords(basePageWords)
  const isMissing = error instanceof Problem && error.status === 404
  if (!isMissing) return <Failure error={error} onRetry={onRetry} />
  return (
    <Banner
      tone="warn"
      action={
        <Link to="/bases" className="underline">
          {t.allBases}
        </Link>
      }
    >
      {t.missing}
    </Banner>
  )
}
