import { SlidersHorizontal } from 'lucide-react'
import { useState, type ReactNode } from 'react'

import { Button } from '@/components/ui/button'

interface FilterFoldProps {
  words: { filters: string; filtersSet: (count: number) => string; clear: string }
  count: number
  onClear: () => void
  children: ReactNode
}

/** What a list is narrowed to, out of the way until it is wanted: open at first where any is set. */
export function FilterFold({ words, count, onClear, children }: FilterFoldProps) {
  const [isOpen] = useState(count > 0)
  return (
    <details className="rounded-xl border bg-surface" open={isOpen}>
      <summary className="flex cursor-pointer items-center gap-2 px-4 py-2.5 text-sm font-medium">
        <SlidersHorizontal aria-hidden className="size-4 text-muted" />
        {count > 0 ? words.filtersSet(count) : words.filters}
      </summary>
      <div className="flex flex-col gap-5 border-t p-4">
        {children}
        {count > 0 && (
          <Button size="small" className="self-start" onClick={onClear}>
            {words.clear}
          </Button>
        )}
      </div>
    </details>
  )
}
