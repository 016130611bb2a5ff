import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { TextField } from '@/components/ui/text-field'
import { accountWords } from '@/features/accounts/words'
import { useWords } from '@/lib/words'

export type NewAccount = { name: string; email: string; password: string }

type NewAccountFormProps = {
  /** Whether an address must be given; an invitation may know it already. */
  needsEmail: boolean
  error: Error | null
  isPending: boolean
  onMake: (account: NewAccount) => void
}

/** What an account takes, whichever way somebody came to it. */
export function NewAccountForm({ needsEmail, error, isPending, onMake }: NewAccountFormProps) {
  const t = useWords(accountWords)
  const [account, setAccount] = useState<NewAccount>({ name: '', email: '', password: '' })
  const field = (name: keyof NewAccount) => ({
    value: account[name],
    onChange: ({ target }: { target: HTMLInputElement }) => {
      setAccount({ ...account, [name]: target.value })
    },
  })
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        onMake(account)
      }}
    >
      <TextField label={t.name} autoComplete="name" required maxLength={200} {...field('name')} />
      <TextField
        label={t.email}
        type="email"
        autoComplete="username"
        required={needsEmail}
        {...field('email')}
      />
      <TextField
        label={t.newPassword}
        hint={t.passwordHint}
        type="password"
        autoComplete="new-password"
        required
        minLength={10}
        {...field('password')}
      />
      {error && <Failure error={error} />}
      <Button look="primary" type="submit" disabled={isPending}>
        {t.join}
      </Button>
    </form>
  )
}
