import { useId, type ReactNode } from 'react'

import { Button } from '@/components/ui/button'
import { choiceWords } from '@/features/matching/choice-words'
import { useWords } from '@/lib/words'

type ChoiceCardProps = {
  title: string
  /** What is chosen; null for as long as nothing is. */
  chosen: ReactNode
  isOpen: boolean
  onToggle: () => void
  children: ReactNode
}

/** A side of the comparison: what is chosen in a line, or what there is to choose from. */
export function ChoiceCard({ title, chosen, isOpen, onToggle, children }: ChoiceCardProps) {
  const t = useWords(choiceWords)
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="flex min-w-0 flex-1 basis-80 flex-col gap-3 rounded-xl border bg-surface p-4"
    >
      <div className="flex min-h-8 items-center justify-between gap-3">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {chosen !== null && (
          <Button size="small" aria-expanded={isOpen} aria-describedby={id} onClick={onToggle}>
            {isOpen ? t.done : t.change}
          </Button>
        )}
      </div>
      {chosen !== null && <div className="wrap-anywhere">{chosen}</div>}
      {(isOpen || chosen === null) && children}
    </section>
  )
}
