import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toaster'
import { useLogOut, useRename } from '@/features/accounts/queries'
import { accountWords } from '@/features/accounts/words'
import type { MeRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** Name, address and role, and the way out. */
export function AboutYou({ me }: { me: MeRead }) {
  const t = useWords(accountWords)
  const rename = useRename()
  const logOut = useLogOut()
  const [name, setName] = useState(me.name)
  return (
    <>
      <p className="text-sm text-muted">
        {me.email && (
          <>
            <bdi>{me.email}</bdi> ·{' '}
          </>
        )}
        {t.roles[me.role as keyof typeof t.roles]}
      </p>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          rename.mutate(name, {
            onSuccess: () => {
              toast(t.saved)
            },
          })
        }}
      >
        <TextField
          label={t.name}
          className="min-w-56 flex-1"
          required
          maxLength={200}
          value={name}
          onChange={({ target }) => {
            setName(target.value)
          }}
        />
        <Button type="submit" disabled={rename.isPending || name === me.name}>
          {t.rename}
        </Button>
      </form>
      {rename.error && <Failure error={rename.error} />}
      <Button
        className="self-start"
        disabled={logOut.isPending}
        onClick={() => {
          logOut.mutate()
        }}
      >
        {t.logOut}
      </Button>
    </>
  )
}
