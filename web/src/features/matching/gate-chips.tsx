import { Chip } from '@/components/ui/chip'
import { fitWords } from '@/features/matching/words'
import type { MatchRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** Whether something rules a person out, or has to be asked before anything else. */
export function GateChips({ match }: { match: MatchRead }) {
  const t = useWords(fitWords)
  if (match.is_ruled_out) return <Chip tone="danger">{t.ruledOut}</Chip>
  return match.open.length > 0 && <Chip tone="warn">{t.openGate}</Chip>
}
