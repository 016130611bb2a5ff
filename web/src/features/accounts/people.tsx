import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import { Skeleton } from '@/components/ui/skeleton'
import { toast } from '@/components/ui/toaster'
import { accountPageWords } from '@/features/accounts/account-words'
import { peopleQuery, useChangeAccount, useDeleteAccount } from '@/features/accounts/people-queries'
import { accountWords } from '@/features/accounts/words'
import { useFormat } from '@/lib/format'
import type { AccountRead, MeRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** Everybody with an account, for who looks after them. */
export function People({ me }: { me: MeRead }) {
  const { data: people, error } = useQuery(peopleQuery)
  if (error) return <Failure error={error} />
  if (!people) return <Skeleton className="h-48 w-full rounded-lg" />
  return (
    <ul className="divide-y rounded-lg border bg-surface text-sm">
      {people.map((person) => (
        <Person key={person.user_id} person={person} isMe={person.user_id === me.user_id} />
      ))}
    </ul>
  )
}

function Person({ person, isMe }: { person: AccountRead; isMe: boolean }) {
  const t = useWords(accountPageWords)
  const { roles } = useWords(accountWords)
  const format = useFormat()
  const change = useChangeAccount(person.user_id)
  const { name, email, role, seen_at, suspended_at } = person
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2">
      <div className="min-w-0 flex-[1_1_14rem] wrap-anywhere">
        <p className="font-medium">
          <bdi>{name}</bdi> {isMe && <span className="text-muted">({t.you})</span>}{' '}
          {suspended_at && <span className="text-warn">{t.suspended}</span>}
        </p>
        <p className="text-muted">
          <bdi>{email}</bdi>
          {!isMe && ` · ${seen_at ? t.seen(format.ago(seen_at)) : t.neverSeen}`}
        </p>
      </div>
      <SelectField
        label={`${t.role}: ${name}`}
        hideLabel
        value={role}
        disabled={isMe || change.isPending}
        options={Object.entries(roles).map(([value, text]) => ({ value, text }))}
        onChange={({ target }) => {
          change.mutate({ role: target.value as 'member' })
        }}
      />
      {!isMe && (
        <>
          <Button
            size="small"
            disabled={change.isPending}
            onClick={() => {
              change.mutate({ suspended: !suspended_at })
            }}
          >
            {suspended_at ? t.restore : t.suspend}
          </Button>
          <Deletion person={person} />
        </>
      )}
      {change.error && <Failure error={change.error} />}
    </li>
  )
}

function Deletion({ person: { user_id, name } }: { person: AccountRead }) {
  const t = useWords(accountPageWords)
  const [asks, setAsks] = useState(false)
  const remove = useDeleteAccount(user_id)
  return (
    <>
      <Button
        look="danger"
        size="small"
        disabled={remove.isPending}
        onClick={() => {
          setAsks(true)
        }}
      >
        {t.remove}
      </Button>
      {remove.error && <Failure error={remove.error} />}
      <ConfirmDialog
        title={t.removeTitle(name)}
        description={t.removeMeans}
        action={t.remove}
        open={asks}
        onOpenChange={setAsks}
        onConfirm={() => {
          remove.mutate(undefined, {
            onSuccess: () => {
              toast(t.removed(name))
            },
          })
        }}
      />
    </>
  )
}
