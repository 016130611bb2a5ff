import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  icon: LucideIcon
  /** What it does: read out, and shown when the pointer rests on it. */
  label: string
  size?: 'normal' | 'small'
}

export function IconButton({ icon: Icon, label, size = 'normal', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tooltip={label}
      {...rest}
      className={clsx(
        'inline-flex shrink-0 items-center text-muted hover:bg-sunken hover:text-ink',
        'justify-center rounded-lg transition-colors disabled:opacity-40',
        size === 'small' ? 'size-8' : 'size-10',
        rest.className,
      )}
    >
      <Icon aria-hidden className={size === 'small' ? 'size-4' : 'size-5'} />
    </button>
  )
}
