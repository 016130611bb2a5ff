import { Chip } from '@/components/ui/chip'
import { baseWords } from '@/features/knowledge/bases/base-words'
import { unreadOf } from '@/features/knowledge/queries'
import { useFormat } from '@/lib/format'
import type { BaseRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** How much is in a base, and whether all of it could be read. */
export function BaseFigures({ base }: { base: BaseRead }) {
  const t = useWords(baseWords)
  const format = useFormat()
  const unread = unreadOf(base)
  const figures = [
    t.documents(base.ready, format.number(base.ready)),
    t.passages(base.chunks, format.number(base.chunks)),
    t.changed(format.ago(base.updated_at)),
  ]
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
      <span title={format.moment(base.updated_at)}>{figures.join(' · ')}</span>
      {unread > 0 && <Chip tone="accent">{t.unread(unread)}</Chip>}
      {base.failed > 0 && <Chip tone="danger">{t.failed(base.failed)}</Chip>}
    </div>
  )
}
