import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import { Snippet } from '@/components/ui/snippet'
import { TextField } from '@/components/ui/text-field'
import { accountPageWords } from '@/features/accounts/account-words'
import { invitationsQuery, useInvite, useWithdraw } from '@/features/accounts/people-queries'
import { accountWords } from '@/features/accounts/words'
import { useFormat } from '@/lib/format'
import type { InvitationCreate } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type Role = InvitationCreate['role']

/** Makes invitations, and lists those that nobody has used yet. */
export function Invitations() {
  return (
    <>
      <Invite />
      <Open />
    </>
  )
}

function Invite() {
  const t = useWords(accountPageWords)
  const { roles } = useWords(accountWords)
  const invite = useInvite()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('member')
  const made = invite.data
  return (
    <form
      className="flex flex-col gap-3 rounded-lg border p-3"
      onSubmit={(event) => {
        event.preventDefault()
        invite.mutate({ email: email || null, role })
      }}
    >
      <p className="text-sm text-muted">{t.inviteMeans}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={t.inviteEmail}
          type="email"
          value={email}
          onChange={({ target }) => {
            setEmail(target.value)
          }}
        />
        <SelectField
          label={t.role}
          value={role}
          options={Object.entries(roles).map(([value, text]) => ({ value, text }))}
          onChange={({ target }) => {
            setRole(target.value as Role)
          }}
        />
      </div>
      {invite.error && <Failure error={invite.error} />}
      {made && (
        <Banner>
          <p>{t.linkMade}</p>
          <Snippet text={made.url || `${location.origin}/join#${made.token}`} />
        </Banner>
      )}
      <Button type="submit" className="self-start" disabled={invite.isPending}>
        {t.makeLink}
      </Button>
    </form>
  )
}

function Open() {
  const t = useWords(accountPageWords)
  const { roles } = useWords(accountWords)
  const format = useFormat()
  const { data: invitations, error } = useQuery(invitationsQuery)
  const withdraw = useWithdraw()
  if (error) return <Failure error={error} />
  if (!invitations?.length) return null
  return (
    <>
      <h3 className="font-medium">{t.open}</h3>
      <ul className="divide-y rounded-lg border bg-surface text-sm">
        {invitations.map(({ invitation_id, email, role, expires_at }) => (
          <li key={invitation_id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
            <span className="min-w-0 flex-[1_1_14rem] wrap-anywhere">
              <bdi>{email ?? t.anybody}</bdi> · {roles[role as keyof typeof roles]}
            </span>
            <span className="text-muted">{t.ends(format.ago(expires_at))}</span>
            <Button
              size="small"
              disabled={withdraw.isPending}
              onClick={() => {
                withdraw.mutate(invitation_id)
              }}
            >
              {t.withdraw}
            </Button>
          </li>
        ))}
      </ul>
      {withdraw.error && <Failure error={withdraw.error} />}
    </>
  )
}
