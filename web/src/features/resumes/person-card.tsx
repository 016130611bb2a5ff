import { Check, Pencil, Plus } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { FieldEditor } from '@/features/resumes/field-editor'
import { fieldName, fieldWords } from '@/features/resumes/field-words'
import { at, textOf, type Path } from '@/features/resumes/json'
import { MoveButtons } from '@/features/resumes/move-buttons'
import { PlacedText } from '@/features/resumes/placed-text'
import { profileWords } from '@/features/resumes/profile-words'
import { BASICS, LOCATION, PROFILES, type Field } from '@/features/resumes/sections'
import { useList } from '@/features/resumes/use-list'
import { useProfile } from '@/features/resumes/use-profile'
import { useWords } from '@/lib/words'

const BASE: Path = ['basics']
const WHERE: Path = ['basics', 'location']
const SITES: Path = ['basics', 'profiles']

/** Who it is about, and how they are reached. */
export function PersonCard({ startsOpen }: { startsOpen: boolean }) {
  const t = useWords(profileWords)
  const [isOpen, setIsOpen] = useState(startsOpen)
  return (
    <section aria-label={t.person} className="rounded-xl border bg-surface px-4 py-3">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">{t.person}</h2>
        <IconButton
          size="small"
          icon={isOpen ? Check : Pencil}
          label={isOpen ? t.close(t.person) : t.edit(t.person)}
          aria-expanded={isOpen}
          onClick={() => {
            setIsOpen(!isOpen)
          }}
        />
      </div>
      {isOpen ? <PersonForm /> : <PersonView />}
    </section>
  )
}

function PersonView() {
  return (
    <dl className="grid gap-x-4 gap-y-1 py-2 text-sm sm:grid-cols-[max-content_1fr]">
      <Rows parent={BASE} fields={BASICS} />
      <Rows parent={WHERE} fields={LOCATION} />
      <Sites />
    </dl>
  )
}

function Rows({ parent, fields }: { parent: Path; fields: readonly Field[] }) {
  const names = useWords(fieldWords)
  const { resume } = useProfile()
  return fields
    .filter(({ key }) => textOf(at(resume, [...parent, key])))
    .map(({ key }) => (
      <div key={key} className="contents">
        <dt className="text-muted">{fieldName(names, 'basics', key)}</dt>
        <dd className="min-w-0 pb-1 sm:pb-0">
          <PlacedText path={[...parent, key]} field={fieldName(names, 'basics', key)} />
        </dd>
      </div>
    ))
}

function Sites() {
  const { values } = useList(SITES)
  return values.map((_, index) => <Rows key={index} parent={[...SITES, index]} fields={PROFILES} />)
}

function PersonForm() {
  const t = useWords(profileWords)
  const { values, add, move, remove } = useList(SITES)
  return (
    <div className="flex flex-col gap-4 py-2">
      <Group fields={BASICS} parent={BASE} />
      <h3 className="font-semibold">{t.location}</h3>
      <Group fields={LOCATION} parent={WHERE} />
      <h3 className="font-semibold">{t.profiles}</h3>
      {values.map((_, index) => (
        <div key={index} className="flex flex-col gap-2 border-b pb-3">
          <Group fields={PROFILES} parent={[...SITES, index]} />
          <MoveButtons
            name={t.entry(index + 1)}
            index={index}
            count={values.length}
            onMove={(to) => {
              move(index, to)
            }}
            onRemove={() => {
              remove(index)
            }}
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          aria-label={t.addTo(t.profiles)}
          onClick={() => {
            add({})
          }}
        >
          <Plus aria-hidden className="size-4" />
          {t.addWord}
        </Button>
      </div>
    </div>
  )
}

function Group({ fields, parent }: { fields: readonly Field[]; parent: Path }) {
  return (
    <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
      {fields.map((field) => (
        <FieldEditor key={field.key} section="basics" field={field} parent={parent} />
      ))}
    </div>
  )
}
