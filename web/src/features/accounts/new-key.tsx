import { useState } from 'react'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { ChoiceChips } from '@/components/ui/choice-chips'
import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import { Snippet } from '@/components/ui/snippet'
import { TextField } from '@/components/ui/text-field'
import { accountPageWords } from '@/features/accounts/account-words'
import { useMakeKey } from '@/features/accounts/queries'
import type { KeyCreate } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const LASTS = ['30', '90', '365', ''] as const

/** Makes a key, which is shown this once. */
export function NewKey({ mayLookAfter }: { mayLookAfter: boolean }) {
  const t = useWords(accountPageWords)
  const make = useMakeKey()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>(['read', 'ask'])
  const [days, setDays] = useState<string>('90')
  const offered = Object.entries(t.scopeNames).filter(
    ([scope]) => scope !== 'admin' || mayLookAfter,
  )
  return (
    <form
      className="flex flex-col gap-3 rounded-lg border p-3"
      onSubmit={(event) => {
        event.preventDefault()
        const wanted = { name, scopes: scopes as KeyCreate['scopes'], days: Number(days) || null }
        make.mutate(wanted as KeyCreate, {
          onSuccess: () => {
            setName('')
          },
        })
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={t.keyName}
          required
          maxLength={100}
          value={name}
          onChange={({ target }) => {
            setName(target.value)
          }}
        />
        <SelectField
          label={t.lasts}
          value={days}
          options={LASTS.map((value) => ({ value, text: t.days[value] }))}
          onChange={({ target }) => {
            setDays(target.value)
          }}
        />
      </div>
      <ChoiceChips
        legend={t.scopes}
        options={offered.map(([value, text]) => ({ value, text }))}
        chosen={scopes}
        onChange={setScopes}
      />
      {make.error && <Failure error={make.error} />}
      {make.data && (
        <Banner>
          <p>{t.keyMade}</p>
          <Snippet text={make.data.key} />
        </Banner>
      )}
      <Button type="submit" className="self-start" disabled={make.isPending || scopes.length === 0}>
        {t.newKey}
      </Button>
    </form>
  )
}
