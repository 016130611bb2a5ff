import { Check, Pencil } from 'lucide-react'
import { useId } from 'react'

import { IconButton } from '@/components/ui/icon-button'
import { EntryView } from '@/features/resumes/entry-view'
import { FieldEditor } from '@/features/resumes/field-editor'
import { at, textOf } from '@/features/resumes/json'
import { MoveButtons } from '@/features/resumes/move-buttons'
import { profileWords } from '@/features/resumes/profile-words'
import type { Section } from '@/features/resumes/sections'
import { useProfile } from '@/features/resumes/use-profile'
import { useWords } from '@/lib/words'

type EntryCardProps = {
  section: Section
  index: number
  count: number
  isOpen: boolean
  onToggle: () => void
  onMove: (to: number) => void
  onRemove: () => void
}

/** An entry of a section to read, or opened to be edited. */
export function EntryCard({ section, index, count, isOpen, ...on }: EntryCardProps) {
  const t = useWords(profileWords)
  const id = useId()
  const { resume } = useProfile()
  const path = [section.key, index]
  const heads = section.fields.slice(0, section.heads).map(({ key }) => at(resume, [...path, key]))
  const name = heads.map(textOf).find(Boolean) ?? t.entry(index + 1)
  const hasDates = section.fields.some(({ kind }) => kind === 'date')
  return (
    <li data-entry={index} className="flex flex-col gap-3 border-t py-3 first:border-t-0">
      <div className="flex items-start justify-between gap-2">
        {isOpen ? (
          <p className="py-1 font-semibold">{name}</p>
        ) : (
          <EntryView {...{ section, path }} />
        )}
        <div className="flex shrink-0">
          {isOpen && (
            <MoveButtons
              name={name}
              index={index}
              count={count}
              onMove={on.onMove}
              onRemove={on.onRemove}
            />
          )}
          <IconButton
            data-toggle
            size="small"
            icon={isOpen ? Check : Pencil}
            label={isOpen ? t.close(name) : t.edit(name)}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={on.onToggle}
          />
        </div>
      </div>
      {isOpen && (
        <div id={id} className="grid gap-x-4 gap-y-3 rounded-lg bg-paper p-3 sm:grid-cols-2">
          {section.fields.map((field) => (
            <FieldEditor key={field.key} section={section.key} field={field} parent={path} />
          ))}
          {hasDates && <p className="text-sm text-muted sm:col-span-2">{t.dateHint}</p>}
        </div>
      )}
    </li>
  )
}
