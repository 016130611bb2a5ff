import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'

import { IconButton } from '@/components/ui/icon-button'
import { profileWords } from '@/features/resumes/profile-words'
import { useWords } from '@/lib/words'

type MoveButtonsProps = {
  /** What is moved, as it is read out. */
  name: string
  index: number
  count: number
  onMove: (to: number) => void
  onRemove: () => void
}

/** To put an entry of a list elsewhere in it, or away. */
export function MoveButtons({ name, index, count, onMove, onRemove }: MoveButtonsProps) {
  const t = useWords(profileWords)
  return (
    <div className="flex shrink-0">
      <IconButton
        size="small"
        icon={ArrowUp}
        label={t.up(name)}
        disabled={index === 0}
        onClick={() => {
          onMove(index - 1)
        }}
      />
      <IconButton
        size="small"
        icon={ArrowDown}
        label={t.down(name)}
        disabled={index === count - 1}
        onClick={() => {
          onMove(index + 1)
        }}
      />
      <IconButton size="small" icon={Trash2} label={t.remove(name)} onClick={onRemove} />
    </div>
  )
}
