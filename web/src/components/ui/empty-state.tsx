import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type EmptyStateProps = { icon: LucideIcon; title: string; children?: ReactNode }

/** Where nothing is yet: what belongs here, and how it comes here. */
export function EmptyState({ icon: Icon, title, children }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-12 text-center">
      <Icon aria-hidden className="size-8 text-muted" />
      <p className="font-semibold">{title}</p>
      <div className="flex flex-col items-center gap-3 text-sm text-muted">{children}</div>
    </div>
  )
}
