type ChoiceChipsProps = {
  legend: string
  hint?: string
  options: readonly { value: string; text: string }[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}

/** Several of a few: boxes to be ticked that look like chips. */
export function ChoiceChips({ legend, hint, options, chosen, onChange }: ChoiceChipsProps) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="text-sm font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-1.5 pt-1.5">
        {options.map(({ value, text }) => (
          <label
            key={value}
            className="relative max-w-full truncate rounded-full border bg-surface px-2.5 py-0.5 text-sm has-checked:border-accent has-checked:bg-soft has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="checkbox"
              className="absolute inset-0 cursor-pointer opacity-0"
              checked={chosen.includes(value)}
              onChange={({ target }) => {
                const others = chosen.filter((one) => one !== value)
                onChange(target.checked ? [...others, value] : others)
              }}
            />
            {text}
          </label>
        ))}
      </div>
      {hint && <p className="text-sm text-muted">{hint}</p>}
    </fieldset>
  )
}
