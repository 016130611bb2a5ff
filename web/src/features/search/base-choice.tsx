import { useQuery } from '@tanstack/react-query'

import { ChoiceChips } from '@/components/ui/choice-chips'
import { searchWords } from '@/features/search/words'
import { basesQuery } from '@/lib/queries/bases'
import { useWords } from '@/lib/words'

type BaseChoiceProps = { chosen: readonly string[]; onChange: (kb: string[]) => void }

/** Which bases are searched; nothing to choose where there is one. */
export function BaseChoice({ chosen, onChange }: BaseChoiceProps) {
  const t = useWords(searchWords)
  const { data: bases = [] } = useQuery(basesQuery)
  if (bases.length < 2) return null
  return (
    <ChoiceChips
      legend={t.bases}
      hint={chosen.length === 0 ? t.allBases : undefined}
      options={bases.map(({ name }) => ({ value: name, text: name }))}
      chosen={chosen}
      onChange={onChange}
    />
  )
}
