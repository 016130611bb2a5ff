import { useQuery } from '@tanstack/react-query'

import { NotFoundPage } from '@/app/pages/not-found-page'
import { PageFrame } from '@/components/page-frame'
import { accountPageWords } from '@/features/accounts/account-words'
import { Invitations } from '@/features/accounts/invitations'
import { People } from '@/features/accounts/people'
import { PageSection } from '@/components/page-section'
import { authQuery } from '@/lib/queries/auth'
import { useWords } from '@/lib/words'

export function PeoplePage() {
  const t = useWords(accountPageWords)
  const { data: auth } = useQuery(authQuery)
  if (!auth) return null
  const { me, mode } = auth
  if (!me || me.role === 'member' || mode === 'off') return <NotFoundPage />
  return (
    <PageFrame title={t.people}>
      <div className="flex flex-col gap-10">
        <People me={me} />
        {mode === 'password' && (
          <PageSection id="invitations" title={t.invite}>
            <Invitations />
          </PageSection>
        )}
      </div>
    </PageFrame>
  )
}
