import { useQuery } from '@tanstack/react-query'

import { NotFoundPage } from '@/app/pages/not-found-page'
import { PageFrame } from '@/components/page-frame'
import { LookAgain } from '@/features/administration/look-again'
import { Overview } from '@/features/administration/overview'
import { administrationWords } from '@/features/administration/words'
import { authQuery } from '@/lib/queries/auth'
import { useWords } from '@/lib/words'

export function ServerPage() {
  const t = useWords(administrationWords)
  const { data: auth } = useQuery(authQuery)
  if (!auth) return null
  if (!auth.me || auth.me.role === 'member') return <NotFoundPage />
  return (
    <PageFrame title={t.server} actions={<LookAgain />}>
      <Overview />
    </PageFrame>
  )
}
