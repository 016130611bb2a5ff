import { useQuery } from '@tanstack/react-query'

import { Skeleton } from '@/components/ui/skeleton'
import { BaseChip } from '@/features/threads/base-chip'
import { BasePopover } from '@/features/threads/base-popover'
import { threadsWords } from '@/features/threads/words'
import { useIsWide } from '@/components/use-is-wide'
import { basesQuery } from '@/lib/queries/bases'
import { useWords } from '@/lib/words'

/** More than these do not fit a line beside the other options; on narrow screens none does. */
const CHIPS_AT_MOST = 3

type BaseChoiceProps = {
  chosen: string[] | null
  disabled: boolean
  onChange: (kbs: string[] | null) => void
}

/**
 * The bases that are asked: chips to press, or a list of them behind a button. Where there is but
 * one there is nothing to choose.
 */
export function BaseChoice({ chosen, disabled, onChange }: BaseChoiceProps) {
  const t = useWords(threadsWords)
  const isWide = useIsWide()
  const bases = useQuery(basesQuery)
  if (bases.isPending) return <Skeleton className="h-8 w-40" />
  const all = bases.data ?? []
  if (all.length < 2) return null
  const ids = all.map((base) => base.kb_id)
  // A base that is gone is asked no more.
  const pressed = (chosen ?? []).filter((id) => ids.includes(id))
  const toggle = (id: string) => {
    const next = pressed.includes(id) ? pressed.filter((each) => each !== id) : [...pressed, id]
    onChange(next.length === 0 ? null : next)
  }
  const clear = () => {
    onChange(null)
  }
  const choice = { bases: all, pressed, disabled, onToggle: toggle, onAll: clear }
  if (!isWide || all.length > CHIPS_AT_MOST) return <BasePopover {...choice} />
  return (
    <div role="group" aria-label={t.bases} className="flex min-w-0 flex-wrap gap-1.5">
      <BaseChip pressed={pressed.length === 0} disabled={disabled} onPress={clear}>
        {t.allBases}
      </BaseChip>
      {all.map((base) => (
        <BaseChip
          key={base.kb_id}
          pressed={pressed.includes(base.kb_id)}
          disabled={disabled}
          onPress={() => {
            toggle(base.kb_id)
          }}
        >
          {base.name}
        </BaseChip>
      ))}
    </div>
  )
}
