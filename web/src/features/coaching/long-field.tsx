import { useId } from 'react'

type LongFieldProps = {
  label: string
  hint: string
  rows: number
  value: string
  onChange: (text: string) => void
}

export function LongField({ label, hint, rows, value, onChange }: LongFieldProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        value={value}
        aria-describedby={`${id}-note`}
        className="w-full rounded-lg border bg-surface px-3 py-2"
        onChange={(event) => {
          onChange(event.target.value)
        }}
      />
      <p id={`${id}-note`} className="text-sm text-muted">
        {hint}
      </p>
    </div>
  )
}
