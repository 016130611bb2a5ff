import { Fragment } from 'react'

import { fieldName, fieldWords } from '@/features/resumes/field-words'
import { at, listOf, textOf, type Path } from '@/features/resumes/json'
import { PlacedText } from '@/features/resumes/placed-text'
import { profileWords } from '@/features/resumes/profile-words'
import type { Section } from '@/features/resumes/sections'
import { useProfile } from '@/features/resumes/use-profile'
import { useWords } from '@/lib/words'

type EntryViewProps = { section: Section; path: Path }

/** An entry as a CV shows it; each value leads to where it was read. */
export function EntryView({ section, path }: EntryViewProps) {
  const names = useWords(fieldWords)
  const { resume } = useProfile()
  const { heads, fields } = section
  const name = (key: string) => fieldName(names, section.key, key)
  const has = (key: string) => textOf(at(resume, [...path, key])) !== ''
  const shown = fields.slice(0, heads).filter(({ key }) => has(key))
  const rest = fields.slice(heads).filter(({ kind }) => kind === 'line' || kind === 'text')
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="font-semibold">
        {shown.map(({ key }, index) => (
          <Fragment key={key}>
            {index > 0 && <span className="font-normal text-muted"> · </span>}
            <PlacedText path={[...path, key]} field={name(key)} />
          </Fragment>
        ))}
      </p>
      <Dates path={path} name={name} />
      {rest
        .filter(({ key }) => has(key))
        .map(({ key }) => (
          <p key={key} className="text-sm">
            <PlacedText path={[...path, key]} field={name(key)} />
          </p>
        ))}
      {fields.map(({ key, kind }) =>
        kind === 'items' ? (
          <Items key={key} path={[...path, key]} name={name(key)} />
        ) : (
          kind === 'words' && <Words key={key} path={[...path, key]} name={name(key)} />
        ),
      )}
    </div>
  )
}

function Dates({ path, name }: { path: Path; name: (key: string) => string }) {
  const t = useWords(profileWords)
  const { resume } = useProfile()
  const has = (key: string) => textOf(at(resume, [...path, key])) !== ''
  const single = ['date', 'releaseDate'].find(has)
  if (single) {
    return (
      <p className="text-sm text-muted">
        <PlacedText path={[...path, single]} field={name(single)} />
      </p>
    )
  }
  if (!has('startDate') && !has('endDate')) return null
  return (
    <p className="text-sm text-muted">
      <PlacedText path={[...path, 'startDate']} field={name('startDate')} />
      {has('startDate') && ' – '}
      {has('endDate') ? (
        <PlacedText path={[...path, 'endDate']} field={name('endDate')} />
      ) : (
        <span>{t.present}</span>
      )}
    </p>
  )
}

function Items({ path, name }: { path: Path; name: string }) {
  const { resume } = useProfile()
  const items = listOf(at(resume, path))
  if (items.length === 0) return null
  return (
    <ul className="list-disc ps-5 text-sm">
      {items.map((_, index) => (
        <li key={index}>
          <PlacedText path={[...path, index]} field={name} />
        </li>
      ))}
    </ul>
  )
}

function Words({ path, name }: { path: Path; name: string }) {
  const { resume } = useProfile()
  const words = listOf(at(resume, path))
  if (words.length === 0) return null
  return (
    <ul aria-label={name} className="flex flex-wrap gap-1.5 text-sm">
      {words.map((_, index) => (
        <li key={index} className="max-w-full rounded-full bg-sunken px-2.5 py-0.5">
          <PlacedText path={[...path, index]} field={name} />
        </li>
      ))}
    </ul>
  )
}
