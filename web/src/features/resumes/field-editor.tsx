import { clsx } from 'clsx'
import { useId } from 'react'

import { asDate } from '@/features/resumes/dates'
import { fieldName, fieldWords } from '@/features/resumes/field-words'
import { INPUT } from '@/features/resumes/input-look'
import { ItemList } from '@/features/resumes/item-list'
import { at, pointerOf, textOf, type Path } from '@/features/resumes/json'
import { OriginNote } from '@/features/resumes/origin-note'
import { profileWords } from '@/features/resumes/profile-words'
import type { Field } from '@/features/resumes/sections'
import { useProfile } from '@/features/resumes/use-profile'
import { WordList } from '@/features/resumes/word-list'
import { useWords } from '@/lib/words'

type FieldEditorProps = { section: string; field: Field; parent: Path }

export function FieldEditor({ section, field, parent }: FieldEditorProps) {
  const names = useWords(fieldWords)
  const name = fieldName(names, section, field.key)
  const path = [...parent, field.key]
  if (field.kind === 'items') return <ItemList path={path} name={name} />
  if (field.kind === 'words') return <WordList path={path} name={name} />
  return <TextEditor path={path} name={name} kind={field.kind} />
}

type TextEditorProps = { path: Path; name: string; kind: 'line' | 'text' | 'date' }

function TextEditor({ path, name, kind }: TextEditorProps) {
  const t = useWords(profileWords)
  const id = useId()
  const { resume, change, faults } = useProfile()
  const fault = faults.get(pointerOf(path))
  const note = fault && (fault === 'date' ? t.noDate : t.noMail)
  const write = (text: string) => {
    change(path, text || undefined)
  }
  const shared = {
    id,
    className: INPUT,
    value: textOf(at(resume, path)),
    'aria-invalid': fault ? true : undefined,
    'aria-describedby': fault ? `${id}-note` : undefined,
  }
  return (
    <div className={clsx('flex min-w-0 flex-col gap-1', kind === 'text' && 'sm:col-span-2')}>
      <label htmlFor={id} className="text-sm font-medium">
        {name}
      </label>
      {kind === 'text' ? (
        <textarea
          {...shared}
          rows={2}
          className={`${INPUT} field-sizing-content max-h-80`}
          onChange={(event) => {
            write(event.target.value)
          }}
        />
      ) : (
        <input
          {...shared}
          inputMode={kind === 'date' ? 'numeric' : undefined}
          onChange={(event) => {
            write(event.target.value)
          }}
          onBlur={(event) => {
            if (kind === 'date') write(asDate(event.target.value))
          }}
        />
      )}
      {note && (
        <p id={`${id}-note`} className="text-sm text-danger">
          {note}
        </p>
      )}
      <OriginNote path={path} field={name} />
    </div>
  )
}
