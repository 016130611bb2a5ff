import { useQuery } from '@tanstack/react-query'

import { NotFoundPage } from '@/app/pages/not-found-page'
import { PageFrame } from '@/components/page-frame'
import { AboutYou } from '@/features/accounts/about-you'
import { accountPageWords } from '@/features/accounts/account-words'
import { ApiKeys } from '@/features/accounts/api-keys'
import { Devices } from '@/features/accounts/devices'
import { PasswordForm } from '@/features/accounts/password-form'
import { accountWords } from '@/features/accounts/words'
import { History } from '@/features/administration/history'
import { administrationWords } from '@/features/administration/words'
import { PageSection } from '@/components/page-section'
import { authQuery } from '@/lib/queries/auth'
import { useWords } from '@/lib/words'

export function AccountPage() {
  const t = useWords(accountWords)
  const { keys } = useWords(accountPageWords)
  const { history } = useWords(administrationWords)
  const { data: auth } = useQuery(authQuery)
  if (!auth) return null
  const { me, mode } = auth
  if (!me || mode === 'off') return <NotFoundPage />
  return (
    <PageFrame title={t.account}>
      <div className="flex flex-col gap-10">
        <PageSection id="you" title={t.you}>
          <AboutYou key={me.name} me={me} />
        </PageSection>
        {mode === 'password' && (
          <PageSection id="password" title={t.password}>
            <PasswordForm />
          </PageSection>
        )}
        {mode !== 'jwt' && (
          <PageSection id="devices" title={t.devices}>
            <Devices />
          </PageSection>
        )}
        <PageSection id="keys" title={keys}>
          <ApiKeys mayLookAfter={me.role !== 'member'} />
        </PageSection>
        <PageSection id="history" title={history}>
          <History userId={me.user_id} />
        </PageSection>
      </div>
    </PageFrame>
  )
}
