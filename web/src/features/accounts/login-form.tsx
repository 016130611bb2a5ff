import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { TextField } from '@/components/ui/text-field'
import { useLogIn } from '@/features/accounts/queries'
import { accountWords } from '@/features/accounts/words'
import { useWords } from '@/lib/words'

export function LoginForm() {
  const t = useWords(accountWords)
  const logIn = useLogIn()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        logIn.mutate({ email, password })
      }}
    >
      <TextField
        label={t.email}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={({ target }) => {
          setEmail(target.value)
        }}
      />
      <TextField
        label={t.password}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={({ target }) => {
          setPassword(target.value)
        }}
      />
      {logIn.error && <Failure error={logIn.error} />}
      <Button look="primary" type="submit" disabled={logIn.isPending}>
        {t.logIn}
      </Button>
    </form>
  )
}
