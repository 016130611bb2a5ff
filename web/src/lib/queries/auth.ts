import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'
import { refreshed, tellOtherTabs, wasLoggedIn } from '@/lib/session'

/** How people are known here, and who is at the page. */
export const authQuery = queryOptions({
  queryKey: ['auth'],
  queryFn: async ({ signal }) => {
    const auth = await answerOf(api.GET('/api/auth', { signal }))
    // A login at an issuer is first heard of here.
    if (auth.me && !wasLoggedIn()) tellOtherTabs(true)
    const hasLogins = auth.mode === 'password' || auth.mode === 'oidc'
    const mayHaveRunOut = !auth.me && hasLogins && wasLoggedIn()
    if (!mayHaveRunOut || !(await refreshed())) return auth
    return answerOf(api.GET('/api/auth', { signal }))
  },
  staleTime: Infinity,
})
