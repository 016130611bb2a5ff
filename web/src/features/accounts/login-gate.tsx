import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { LoginScreen } from '@/features/accounts/login-screen'
import { authQuery } from '@/lib/queries/auth'

/**
 * The page for who is known, the login for who is not. Where a login ends while somebody is at the
 * page, it waits behind the login as they left it.
 */
export function LoginGate({ children }: { children: ReactNode }) {
  const { data: auth, error } = useQuery(authQuery)
  const [wasIn, setWasIn] = useState(false)
  const isIn = auth !== undefined && (auth.mode === 'off' || auth.me !== null)
  if (isIn && !wasIn) setWasIn(true)
  if (!auth) return error ? children : null
  return (
    <>
      {(isIn || wasIn) && (
        <div className="contents" inert={!isIn}>
          {children}
        </div>
      )}
      {!isIn && <LoginScreen auth={auth} isBack={wasIn} />}
    </>
  )
}
