import { Chip } from '@/components/ui/chip'
import { boardWords } from '@/features/offers/boards/board-words'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'

const ORDER = ['seen', 'new', 'changed', 'closed', 'failed'] as const

/** What became of the offers of a board, but for what there is none of. */
export function CountChips({ counts }: { counts: Readonly<Record<string, number>> }) {
  const t = useWords(boardWords)
  const { number } = useFormat()
  return (
    <span className="flex flex-wrap gap-1 tabular-nums">
      {ORDER.map((name) => {
        const count = counts[name] ?? 0
        return count > 0 ? (
          <Chip key={name} tone={name === 'failed' ? 'danger' : 'neutral'}>
            {t.counts[name]?.(count, number(count))}
          </Chip>
        ) : null
      })}
    </span>
  )
}
