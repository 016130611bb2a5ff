import { Banner } from '@/components/ui/banner'
import { NewAccountForm } from '@/features/accounts/new-account-form'
import { useAccept } from '@/features/accounts/queries'
import { accountWords } from '@/features/accounts/words'
import { useWords } from '@/lib/words'

/** For who has the link of an invitation; it stands after the `#`, so that no server logs it. */
export function JoinForm() {
  const t = useWords(accountWords)
  const accept = useAccept()
  const token = location.hash.slice(1)
  if (!token) return <Banner tone="danger">{t.noInvitation}</Banner>
  return (
    <>
      <p className="text-sm text-muted">{t.invitedMeans}</p>
      <NewAccountForm
        needsEmail={false}
        error={accept.error}
        isPending={accept.isPending}
        onMake={({ name, email, password }) => {
          accept.mutate({ token, name, password, email: email || null })
        }}
      />
    </>
  )
}
