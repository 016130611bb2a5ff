import { useState } from 'react'

import { TextField } from '@/components/ui/text-field'

type NumberFieldProps = {
  label: string
  error: string
  value: number | null
  onChange: (value: number | null) => void
}

/** A number or nothing; it counts once it is left or Enter is pressed. */
export function NumberField({ label, error, value, onChange }: NumberFieldProps) {
  const told = value === null ? '' : String(value)
  const [draft, setDraft] = useState<string | null>(null)
  const wanted = readNumber(draft ?? told)
  const isWrong = wanted === undefined
  const finish = () => {
    if (draft === null || isWrong) return
    setDraft(null)
    if (wanted !== value) onChange(wanted)
  }
  return (
    <TextField
      label={label}
      inputMode="numeric"
      error={isWrong ? error : null}
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

/** Undefined for what is no number; groups of digits may have spaces between them. */
function readNumber(text: string): number | null | undefined {
  const digits = text.replace(/\s/g, '')
  if (!digits) return null
  return /^\d{1,11}$/.test(digits) ? Number(digits) : undefined
}
