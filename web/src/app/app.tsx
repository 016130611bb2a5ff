import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'

import { router } from '@/app/router'
import { Toaster } from '@/components/ui/toaster'
import { Tooltips } from '@/components/ui/tooltips'
import { LoginGate } from '@/features/accounts/login-gate'
import { fetchAhead } from '@/lib/late'
import { queryClient } from '@/lib/query-client'

export function App() {
  useEffect(() => {
    const leave = router.subscribe('onRendered', () => {
      leave()
      fetchAhead()
    })
    return leave
  }, [])
  return (
    <QueryClientProvider client={queryClient}>
      <LoginGate>
        <RouterProvider router={router} />
      </LoginGate>
      <Toaster />
      <Tooltips />
    </QueryClientProvider>
  )
}
