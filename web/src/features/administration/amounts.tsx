import { administrationWords } from '@/features/administration/words'
import { useFormat } from '@/lib/format'
import type { OverviewRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** How much of everything there is. */
export function Amounts({ overview }: { overview: OverviewRead }) {
  const t = useWords(administrationWords)
  const { number, bytes } = useFormat()
  const { users, suspended, visitors, bases, documents, disk, open_passages } = overview
  const states = Object.entries(documents)
  const inAll = states.reduce((sum, [, count]) => sum + count, 0)
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-3">
      <Amount name={t.people} value={number(users)} note={t.suspended(suspended)} />
      <Amount name={t.visitors} value={number(visitors)} />
      <Amount name={t.bases} value={number(bases)} />
      <Amount
        name={t.documents}
        value={number(inAll)}
        note={states
          .map(([state, count]) => `${number(count)} ${t.documentStates[state] ?? state}`)
          .join(', ')}
      />
      <Amount name={t.passages} value={number(open_passages)} />
      <Amount name={t.indexes} value={bytes(disk.index_bytes)} />
      <Amount name={t.disk} value={bytes(disk.free_bytes)} note={t.free(bytes(disk.total_bytes))} />
    </dl>
  )
}

function Amount({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div className="rounded-lg border bg-surface px-3 py-2">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-lg font-semibold tabular-nums">
        {value} {note && <span className="text-sm font-normal text-muted">{note}</span>}
      </dd>
    </div>
  )
}
