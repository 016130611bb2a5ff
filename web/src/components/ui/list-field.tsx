import { useState } from 'react'

import { TextField } from '@/components/ui/text-field'
import { readList } from '@/lib/word-list'

type ListFieldProps = {
  label: string
  placeholder: string
  values: readonly string[]
  onChange: (values: string[]) => void
}

/** Words with commas between them; they count once they are left or Enter is pressed. */
export function ListField({ label, placeholder, values, onChange }: ListFieldProps) {
  const told = values.join(', ')
  const [draft, setDraft] = useState<string | null>(null)
  const finish = () => {
    if (draft === null) return
    const next = readList(draft)
    setDraft(null)
    if (next.join() !== values.join()) onChange(next)
  }
  return (
    <TextField
      label={label}
      placeholder={placeholder}
      value={draft ?? told}
      onChange={({ target }) => {
        setDraft(target.value)
      }}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        finish()
      }}
    />
  )
}
