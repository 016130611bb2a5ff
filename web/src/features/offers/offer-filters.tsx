import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { FilterFold } from '@/components/filter-fold'
import { ChoiceChips } from '@/components/ui/choice-chips'
import { ListField } from '@/components/ui/list-field'
import { SelectField } from '@/components/ui/select-field'
import { TextField } from '@/components/ui/text-field'
import { factWords } from '@/features/offers/fact-words'
import { listWords } from '@/features/offers/list-words'
import { NumberField } from '@/features/offers/number-field'
import {
  CONTRACTS,
  countFilters,
  REMOTES,
  STATES,
  withoutFilters,
  type OfferParams,
} from '@/features/offers/offer-params'
import { boardsQuery } from '@/features/offers/queries'
import { useWords } from '@/lib/words'

const TYPED = ['countries', 'cities', 'companies', 'titles', 'sectors'] as const

type OfferFiltersProps = {
  params: OfferParams
  onChange: (changed: Partial<OfferParams>) => void
}

/** What the offers are narrowed to; each change lists them anew. */
export function OfferFilters({ params, onChange }: OfferFiltersProps) {
  const t = useWords(listWords)
  const count = countFilters(params)
  return (
    <FilterFold
      words={t}
      count={count}
      onClear={() => {
        onChange(withoutFilters(params))
      }}
    >
      <Choices params={params} onChange={onChange} />
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {TYPED.map((name) => (
          <ListField
            key={name}
            label={t.lists[name].label}
            placeholder={t.lists[name].hint}
            values={params[name]}
            onChange={(values) => {
              onChange({ [name]: values })
            }}
          />
        ))}
      </div>
      <p className="text-sm text-muted">{t.commas}</p>
      <Ranges params={params} onChange={onChange} />
    </FilterFold>
  )
}

function Choices({ params, onChange }: OfferFiltersProps) {
  const t = useWords(listWords)
  const facts = useWords(factWords)
  const { data: boards = [] } = useQuery(boardsQuery)
  return (
    <>
      {boards.length > 1 && (
        <ChoiceChips
          legend={t.lists.boards.label}
          options={boards.map(({ name }) => ({ value: name, text: name }))}
          chosen={params.boards}
          onChange={(chosen) => {
            onChange({ boards: chosen })
          }}
        />
      )}
      <ChoiceChips
        legend={t.contract}
        options={CONTRACTS.map((value) => ({ value, text: facts.contracts[value] }))}
        chosen={params.contracts}
        onChange={(chosen) => {
          onChange({ contracts: CONTRACTS.filter((one) => chosen.includes(one)) })
        }}
      />
      <ChoiceChips
        legend={t.remote}
        options={REMOTES.map((value) => ({ value, text: facts.remotes[value] }))}
        chosen={params.remote}
        onChange={(chosen) => {
          onChange({ remote: REMOTES.filter((one) => chosen.includes(one)) })
        }}
      />
    </>
  )
}

function Ranges({ params, onChange }: OfferFiltersProps) {
  const t = useWords(listWords)
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-3">
      <SelectField
        label={t.state}
        hint={params.q && params.state !== 'open' ? t.closedNotFound : undefined}
        value={params.state}
        options={STATES.map((value) => ({ value, text: t.states[value] }))}
        onChange={({ target }) => {
          onChange({ state: STATES.find((state) => state === target.value) ?? 'open' })
        }}
      />
      {(['since', 'until'] as const).map((name) => (
        <TextField
          key={name}
          label={t[name]}
          type="date"
          value={params[name]}
          onChange={({ target }) => {
            onChange({ [name]: target.value })
          }}
        />
      ))}
      {(['least', 'most'] as const).map((name) => (
        <NumberField
          key={name}
          label={t[name]}
          error={t.amountWrong}
          value={params[name]}
          onChange={(amount) => {
            onChange({ [name]: amount })
          }}
        />
      ))}
      <CurrencyField
        key={params.currency}
        value={params.currency}
        onChange={(currency) => {
          onChange({ currency })
        }}
      />
    </div>
  )
}

type CurrencyFieldProps = { value: string; onChange: (currency: string) => void }

function CurrencyField({ value, onChange }: CurrencyFieldProps) {
  const t = useWords(listWords)
  const [draft, setDraft] = useState(value)
  const isWrong = !/^([A-Z]{3})?$/.test(draft)
  return (
    <TextField
      label={t.currency}
      placeholder={t.currencyHint}
      maxLength={3}
      autoComplete="off"
      error={isWrong && draft.length >= 3 ? t.currencyWrong : null}
      value={draft}
      onChange={({ target }) => {
        const next = target.value.toUpperCase()
        setDraft(next)
        if (/^([A-Z]{3})?$/.test(next) && next !== value) onChange(next)
      }}
      onBlur={() => {
        if (isWrong) setDraft(value)
      }}
    />
  )
}
