import { fitWords } from '@/features/matching/words'
import { useFormat } from '@/lib/format'
import { useWords } from '@/lib/words'

/** A share out of a hundred; nothing is known of a job that asks for nothing. */
export function Percent({ value }: { value: number | null }) {
  const t = useWords(fitWords)
  const { percent } = useFormat()
  return <span className="tabular-nums">{value === null ? t.none : percent(value / 100)}</span>
}
