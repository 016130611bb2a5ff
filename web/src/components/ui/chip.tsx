import { clsx } from 'clsx'
import type { ReactNode } from 'react'

const TONES = {
  neutral: 'bg-sunken',
  accent: 'bg-soft',
  warn: 'text-warn border border-warn',
  danger: 'text-danger border border-danger',
}

/** A word on a thing: its state, its kind, a base that is asked. */
export function Chip({
  tone = 'neutral',
  children,
}: {
  tone?: keyof typeof TONES
  children: ReactNode
}) {
  return (
    <span
      className={clsx(
        'inline-flex max-w-full items-center gap-1 truncate rounded-full px-2 py-0.5 text-xs font-medium',
        TONES[tone],
      )}
    >
      {children}
    </span>
  )
}
