import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toaster'
import { useChangePassword } from '@/features/accounts/queries'
import { accountWords } from '@/features/accounts/words'
import { useWords } from '@/lib/words'

const EMPTY = { current: '', new: '' }

export function PasswordForm() {
  const t = useWords(accountWords)
  const change = useChangePassword()
  const [told, setTold] = useState(EMPTY)
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate(told, {
          onSuccess: () => {
            setTold(EMPTY)
            toast(t.passwordChanged)
          },
        })
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={t.currentPassword}
          type="password"
          autoComplete="current-password"
          required
          value={told.current}
          onChange={({ target }) => {
            setTold({ ...told, current: target.value })
          }}
        />
        <TextField
          label={t.newPassword}
          hint={t.passwordHint}
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          value={told.new}
          onChange={({ target }) => {
            setTold({ ...told, new: target.value })
          }}
        />
      </div>
      {change.error && <Failure error={change.error} />}
      <Button type="submit" className="self-start" disabled={change.isPending}>
        {t.changePassword}
      </Button>
    </form>
  )
}
