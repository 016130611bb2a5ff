import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { choiceWords } from '@/features/matching/choice-words'
import { includesWords } from '@/features/matching/includes-words'
import { usePeople } from '@/features/matching/people'
import type { ResumeBrief } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type PeoplePickerProps = { chosen: readonly string[]; onChange: (ids: string[]) => void }

const SHOWN = 40

/** Some people out of all whose CV is there. */
export function PeoplePicker({ chosen, onChange }: PeoplePickerProps) {
  const t = useWords(choiceWords)
  const { people, error, refetch } = usePeople()
  const [wanted, setWanted] = useState('')
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!people) return <Skeleton className="h-40 w-full" />
  if (people.length === 0) {
    return (
      <p className="text-sm text-muted">
        {t.noResumes} {t.noResumesHint}{' '}
        <Link to="/bases" className="text-accent underline">
          {t.toBases}
        </Link>
      </p>
    )
  }
  const found = people.filter(({ name, label, document }) =>
    includesWords(`${name} ${label} ${document ?? ''}`, wanted),
  )
  const toggle = (id: string) => {
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  }
  return (
    <>
      <TextField
        label={t.findPerson}
        placeholder={t.personHint}
        type="search"
        value={wanted}
        onChange={({ target }) => {
          setWanted(target.value)
        }}
      />
      {found.length === 0 && <p className="text-sm text-muted">{t.noPerson}</p>}
      <fieldset className="max-h-64 overflow-y-auto">
        <legend className="sr-only">{t.people}</legend>
        {found.slice(0, SHOWN).map((one) => (
          <Person
            key={one.resume_id}
            person={one}
            isChosen={chosen.includes(one.resume_id)}
            onToggle={toggle}
          />
        ))}
      </fieldset>
      {found.length > SHOWN && <p className="text-sm text-muted">{t.more(found.length - SHOWN)}</p>}
    </>
  )
}

type PersonProps = { person: ResumeBrief; isChosen: boolean; onToggle: (id: string) => void }

function Person({ person, isChosen, onToggle }: PersonProps) {
  return (
    <label className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2 py-1 hover:bg-sunken">
      <input
        type="checkbox"
        className="size-4 shrink-0 accent-accent"
        checked={isChosen}
        onChange={() => {
          onToggle(person.resume_id)
        }}
      />
      <span className="min-w-0 wrap-anywhere">
        {person.name || person.document}
        {person.label && <span className="text-sm text-muted"> · {person.label}</span>}
      </span>
    </label>
  )
}
