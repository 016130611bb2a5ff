import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { accountPageWords } from '@/features/accounts/account-words'
import { NewKey } from '@/features/accounts/new-key'
import { keysQuery, useRevokeKey } from '@/features/accounts/queries'
import { useFormat } from '@/lib/format'
import type { KeyRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** The keys of somebody's programs. */
export function ApiKeys({ mayLookAfter }: { mayLookAfter: boolean }) {
  const t = useWords(accountPageWords)
  const { data: keys, error } = useQuery(keysQuery)
  if (error) return <Failure error={error} />
  if (!keys) return <Skeleton className="h-24 w-full rounded-lg" />
  return (
    <>
      <p className="text-sm text-muted">{t.keysMean}</p>
      {keys.length > 0 ? (
        <ul className="divide-y rounded-lg border bg-surface text-sm">
          {keys.map((key) => (
            <KeyRow key={key.key_id} apiKey={key} />
          ))}
        </ul>
      ) : (
        <p className="text-sm">{t.noKeys}</p>
      )}
      <NewKey mayLookAfter={mayLookAfter} />
    </>
  )
}

function KeyRow({ apiKey }: { apiKey: KeyRead }) {
  const t = useWords(accountPageWords)
  const format = useFormat()
  const revoke = useRevokeKey()
  const [asks, setAsks] = useState(false)
  const { key_id, name, start, scopes, used_at, expires_at, revoked_at } = apiKey
  const facts = [
    scopes.map((scope) => t.scopeNames[scope as keyof typeof t.scopeNames]).join(', '),
    used_at ? t.used(format.ago(used_at)) : t.neverUsed,
    ...(expires_at ? [t.ends(format.ago(expires_at))] : []),
  ]
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <div className="min-w-0 flex-[1_1_16rem]">
        <p className="font-medium wrap-anywhere">
          <bdi>{name}</bdi> <code className="font-mono text-xs text-muted">{start}…</code>
        </p>
        <p className="text-muted">{facts.join(' · ')}</p>
      </div>
      {revoked_at ? (
        <span className="text-muted">{t.revoked}</span>
      ) : (
        <Button
          look="danger"
          size="small"
          onClick={() => {
            setAsks(true)
          }}
        >
          {t.revoke}
        </Button>
      )}
      {revoke.error && <Failure error={revoke.error} />}
      <ConfirmDialog
        title={t.revokeTitle(name)}
        description={t.revokeMeans}
        action={t.revoke}
        open={asks}
        onOpenChange={setAsks}
        onConfirm={() => {
          revoke.mutate(key_id)
        }}
      />
    </li>
  )
}
