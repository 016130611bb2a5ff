import { useQuery } from '@tanstack/react-query'
import { FolderInput } from 'lucide-react'

import { EmptyState } from '@/components/ui/empty-state'
import { pickingWords } from '@/features/knowledge/picking/picking-words'
import { useFormat } from '@/lib/format'
import { limitsQuery } from '@/lib/queries/limits'
import { useWords } from '@/lib/words'

const MEGABYTE = 1_000_000

/** What an empty base is waiting for. */
export function EmptyBase() {
  const t = useWords(pickingWords)
  const format = useFormat()
  const { data: limits } = useQuery(limitsQuery)
  return (
    <div className="rounded-xl border-2 border-dashed">
      <EmptyState icon={FolderInput} title={t.empty}>
        <p>{t.emptyText}</p>
        {limits && (
          <p>{t.kinds(limits.extensions.join(' '), format.bytes(limits.max_file_mb * MEGABYTE))}</p>
        )}
      </EmptyState>
    </div>
  )
}
