import { SelectField } from '@/components/ui/select-field'
import { boardWords, type BoardWords } from '@/features/offers/boards/board-words'
import { useWords } from '@/lib/words'

const HOUR = 3600
const DAY = 24 * HOUR
const PACES = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY]

export function paceText(seconds: number, t: BoardWords): string {
  if (seconds % DAY === 0) return t.days(seconds / DAY)
  if (seconds % HOUR === 0) return t.hours(seconds / HOUR)
  return t.minutes(Math.round(seconds / 60))
}

type PaceFieldProps = {
  label: string
  hideLabel?: boolean
  value: number | null
  disabled?: boolean
  onChange: (seconds: number | null) => void
}

/** How often a board is looked at by itself; what was set elsewhere is among the choices. */
export function PaceField({ value, onChange, ...rest }: PaceFieldProps) {
  const t = useWords(boardWords)
  const paces =
    value === null || PACES.includes(value) ? PACES : [...PACES, value].sort((a, b) => a - b)
  return (
    <SelectField
      {...rest}
      value={value === null ? '' : String(value)}
      options={[
        { value: '', text: t.never },
        ...paces.map((pace) => ({ value: String(pace), text: paceText(pace, t) })),
      ]}
      onChange={({ target }) => {
        onChange(target.value ? Number(target.value) : null)
      }}
    />
  )
}
