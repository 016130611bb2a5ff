import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { IconButton } from '@/components/ui/icon-button'
import { SelectField } from '@/components/ui/select-field'
import { TextField } from '@/components/ui/text-field'
import { sharesQuery, useShare, useUnshare } from '@/features/sharing/queries'
import { sharingWords } from '@/features/sharing/words'
import type { ShareRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** With whom a base is shared, and with whom it is to be. */
export function Shares({ kb }: { kb: string }) {
  const t = useWords(sharingWords)
  const { data: shares, error } = useQuery(sharesQuery(kb))
  const unshare = useUnshare(kb)
  if (error) return <Failure error={error} />
  const nameOf = ({ user_id, name, email }: ShareRead) =>
    user_id === null ? t.everyone : (email ?? name ?? String(user_id))
  return (
    <section aria-label={t.title} className="flex flex-col gap-2">
      <h2 className="text-lg font-semibold">{t.title}</h2>
      {shares?.length === 0 && <p className="text-sm text-muted">{t.nobody}</p>}
      {shares && shares.length > 0 && (
        <ul className="divide-y rounded-lg border bg-surface text-sm">
          {shares.map((share) => (
            <li key={share.share_id} className="flex items-center gap-3 px-3 py-1">
              <bdi className="min-w-0 flex-1 wrap-anywhere">{nameOf(share)}</bdi>
              <span className="text-muted">{t[share.access]}</span>
              <IconButton
                icon={X}
                size="small"
                label={t.stop(nameOf(share))}
                onClick={() => {
                  unshare.mutate(share.share_id)
                }}
              />
            </li>
          ))}
        </ul>
      )}
      {unshare.error && <Failure error={unshare.error} />}
      <NewShare kb={kb} />
    </section>
  )
}

function NewShare({ kb }: { kb: string }) {
  const t = useWords(sharingWords)
  const share = useShare(kb)
  const [email, setEmail] = useState('')
  const [access, setAccess] = useState<ShareRead['access']>('read')
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        share.mutate(
          { email, access },
          {
            onSuccess: () => {
              setEmail('')
            },
          },
        )
      }}
    >
      <TextField
        label={t.email}
        type="email"
        required
        className="min-w-48 flex-1"
        value={email}
        onChange={({ target }) => {
          setEmail(target.value)
        }}
      />
      <SelectField
        label={t.access}
        value={access}
        options={(['read', 'write'] as const).map((value) => ({ value, text: t[value] }))}
        onChange={({ target }) => {
          setAccess(target.value as ShareRead['access'])
        }}
      />
      <Button type="submit" disabled={share.isPending}>
        {t.share}
      </Button>
      <Button
        disabled={share.isPending}
        onClick={() => {
          share.mutate({ everyone: true, access })
        }}
      >
        {t.withEveryone}
      </Button>
      {share.error && <Failure error={share.error} />}
    </form>
  )
}
