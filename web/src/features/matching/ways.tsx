import { useId } from 'react'

type WaysProps<Way extends string> = {
  legend: string
  ways: readonly { value: Way; text: string }[]
  chosen: Way
  onChange: (way: Way) => void
}

/** One of a few, beside each other. */
export function Ways<Way extends string>({ legend, ways, chosen, onChange }: WaysProps<Way>) {
  const name = useId()
  return (
    <fieldset className="flex flex-wrap gap-0.5 self-start rounded-lg border bg-sunken p-0.5 text-sm">
      <legend className="sr-only">{legend}</legend>
      {ways.map(({ value, text }) => (
        <label
          key={value}
          className="flex min-h-8 cursor-pointer items-center rounded-md border border-transparent px-2.5 has-checked:border-line has-checked:bg-surface has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={value}
            checked={chosen === value}
            onChange={() => {
              onChange(value)
            }}
            className="sr-only"
          />
          {text}
        </label>
      ))}
    </fieldset>
  )
}
