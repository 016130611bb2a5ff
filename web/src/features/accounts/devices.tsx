import { useQuery } from '@tanstack/react-query'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { deviceName } from '@/features/accounts/device-name'
import { loginsQuery, useEndLogin } from '@/features/accounts/queries'
import { accountWords } from '@/features/accounts/words'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'

/** Every login, and the way to end one that was left open somewhere. */
export function Devices() {
  const t = useWords(accountWords)
  const format = useFormat()
  const { data: logins, error } = useQuery(loginsQuery)
  const end = useEndLogin()
  if (error) return <Failure error={error} />
  if (!logins) return <Skeleton className="h-24 w-full rounded-lg" />
  return (
    <>
      <ul className="divide-y rounded-lg border bg-surface text-sm">
        {logins.map(({ login_id, agent, used_at, is_this }) => (
          <li key={login_id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
            <bdi className="min-w-0 flex-[1_1_16rem] wrap-anywhere" title={agent}>
              {deviceName(agent) || t.unknownDevice}
            </bdi>
            <span className="text-muted">{t.lastUsed(format.ago(used_at))}</span>
            {is_this ? (
              <span className="font-medium">{t.thisDevice}</span>
            ) : (
              <Button
                size="small"
                disabled={end.isPending}
                onClick={() => {
                  end.mutate(login_id)
                }}
              >
                {t.endLogin}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {end.error && <Failure error={end.error} />}
    </>
  )
}
