import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:opacity-90',
  plain: 'border bg-surface hover:bg-sunken',
  quiet: 'hover:bg-sunken',
  danger: 'border border-danger text-danger bg-surface hover:bg-sunken',
} as const

type ButtonProps = ComponentProps<'button'> & {
  look?: keyof typeof LOOKS
  size?: 'normal' | 'small'
}

export function Button({ look = 'plain', size = 'normal', className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(
        'inline-flex items-center justify-center gap-2 rounded-lg font-medium transition-colors',
        'disabled:cursor-not-allowed disabled:opacity-50',
        size === 'small' ? 'min-h-8 px-2.5 text-sm' : 'min-h-10 px-4',
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  )
}
