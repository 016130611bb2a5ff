import { clsx } from 'clsx'
import { useId, type ComponentProps } from 'react'

type SelectFieldProps = Omit<ComponentProps<'select'>, 'children'> & {
  label: string
  hideLabel?: boolean
  hint?: string
  options: readonly { value: string; text: string; disabled?: boolean }[]
}

/** The browser's own list: it works with every keyboard, phone and screen reader. */
export function SelectField({
  label,
  hideLabel,
  hint,
  options,
  className,
  ...rest
}: SelectFieldProps) {
  const id = useId()
  return (
    <div className={clsx('flex flex-col gap-1', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      <select
        id={id}
        aria-describedby={hint ? `${id}-note` : undefined}
        className="h-10 rounded-lg border bg-surface px-2"
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.text}
          </option>
        ))}
      </select>
      {hint && (
        <p id={`${id}-note`} className="text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  )
}
