import { useEffect, useState } from 'react'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { JoinForm } from '@/features/accounts/join-form'
import { LoginForm } from '@/features/accounts/login-form'
import { SignUpForm } from '@/features/accounts/sign-up-form'
import { accountWords } from '@/features/accounts/words'
import type { AuthRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type LoginScreenProps = {
  auth: AuthRead
  /** Whether somebody was at the page just now, which waits behind. */
  isBack: boolean
}

/** The ways in that this server has. */
export function LoginScreen({ auth, isBack }: LoginScreenProps) {
  const t = useWords(accountWords)
  const isInvited = location.pathname === '/join' && !isBack
  const title = isBack ? t.again : isInvited ? t.invited : t.welcome
  useEffect(() => {
    const before = document.title
    document.title = `${title} · Folioscope`
    return () => {
      document.title = before
    }
  }, [title])
  return (
    <div className="fixed inset-0 z-30 flex overflow-y-auto bg-paper p-4">
      <main className="m-auto flex w-full max-w-sm flex-col gap-4 rounded-xl border bg-surface p-6">
        <img src="/icon.svg" alt="" className="size-10" />
        <h1 className="text-xl font-semibold">{title}</h1>
        {isBack && <p className="text-sm text-muted">{t.againMeans}</p>}
        <Ways auth={auth} isInvited={isInvited} />
      </main>
    </div>
  )
}

function Ways({ auth, isInvited }: { auth: AuthRead; isInvited: boolean }) {
  const t = useWords(accountWords)
  const [isNew, setIsNew] = useState(false)
  if (auth.mode === 'oidc') return <Elsewhere />
  if (auth.mode !== 'password') return <p>{t.outside}</p>
  if (isInvited) return <JoinForm />
  if (auth.sign_up !== 'open') return <LoginForm />
  return (
    <>
      {isNew ? <SignUpForm /> : <LoginForm />}
      <Button
        look="quiet"
        size="small"
        onClick={() => {
          setIsNew(!isNew)
        }}
      >
        {isNew ? t.haveAccount : `${t.noAccount} ${t.makeAccount}`}
      </Button>
    </>
  )
}

function Elsewhere() {
  const t = useWords(accountWords)
  const hasFailed = location.pathname === '/login'
  const problem = new URLSearchParams(location.search).get('problem') ?? ''
  const then = hasFailed ? '/' : location.pathname + location.search
  return (
    <>
      {hasFailed && (
        <Banner tone="danger">{t.elsewhereProblems[problem] ?? t.elsewhereFailed}</Banner>
      )}
      <a
        href={`/api/auth/oidc/start?then=${encodeURIComponent(then)}`}
        className="inline-flex min-h-10 items-center justify-center rounded-lg bg-accent px-4 font-medium text-on-accent hover:opacity-90"
      >
        {t.elsewhere}
      </a>
    </>
  )
}
