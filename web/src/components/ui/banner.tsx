import { clsx } from 'clsx'
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const TONES = {
  info: { icon: Info, look: 'bg-soft' },
  warn: { icon: TriangleAlert, look: 'border-warn text-warn bg-surface' },
  danger: { icon: CircleAlert, look: 'border-danger text-danger bg-surface' },
} as const

type BannerProps = {
  tone?: keyof typeof TONES
  /** What can be done about it: a button or a link. */
  action?: ReactNode
  children: ReactNode
}

/** A sentence that stays; errors are read out at once. */
export function Banner({ tone = 'info', action, children }: BannerProps) {
  const { icon: Icon, look } = TONES[tone]
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={clsx(
        'flex flex-wrap items-start gap-x-2.5 gap-y-1 rounded-lg border px-3 py-2 text-sm',
        look,
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-[1_1_12rem] wrap-anywhere">{children}</div>
      {action}
    </div>
  )
}
