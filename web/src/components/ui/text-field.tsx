import { clsx } from 'clsx'
import { useId, type ComponentProps } from 'react'

type TextFieldProps = ComponentProps<'input'> & {
  label: string
  /** The label is read out but not shown. */
  hideLabel?: boolean
  hint?: string
  error?: string | null
}

export function TextField({ label, hideLabel, hint, error, className, ...rest }: TextFieldProps) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className={clsx('flex flex-col gap-1', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className="h-10 rounded-lg border bg-surface px-3 placeholder:text-muted"
        {...rest}
      />
      {note && (
        <p id={`${id}-note`} className={clsx('text-sm', error ? 'text-danger' : 'text-muted')}>
          {note}
        </p>
      )}
    </div>
  )
}
