import { useQuery } from '@tanstack/react-query'

import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { historyQuery } from '@/features/administration/queries'
import { administrationWords } from '@/features/administration/words'
import { useFormat } from '@/lib/format'
import type { AuditEntryRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const AT_THE_MACHINE = '0'

/** What was written down about one's things: who did what to which of them. */
export function History({ userId }: { userId: number }) {
  const t = useWords(administrationWords)
  const { data: entries, error } = useQuery(historyQuery)
  if (error) return <Failure error={error} />
  if (!entries) return <Skeleton className="h-48 w-full rounded-lg" />
  if (entries.length === 0) return <p className="text-sm text-muted">{t.noHistory}</p>
  return (
    <>
      <p className="text-sm text-muted">{t.historyMeans}</p>
      <ol className="max-h-96 divide-y overflow-y-auto rounded-lg border bg-surface text-sm">
        {entries.map((entry, index) => (
          <Entry key={`${entry.at} ${index}`} entry={entry} userId={userId} />
        ))}
      </ol>
    </>
  )
}

function Entry({ entry, userId }: { entry: AuditEntryRead; userId: number }) {
  const t = useWords(administrationWords)
  const { moment } = useFormat()
  const { at, actor, action, subject_kind, subject } = entry
  const id = actor.slice(actor.indexOf(':') + 1)
  const who = id === String(userId) ? t.you : id === AT_THE_MACHINE ? t.operator : t.user(id)
  return (
    <li className="flex flex-wrap gap-x-3 px-3 py-1.5">
      <time dateTime={at} className="text-muted tabular-nums">
        {moment(at)}
      </time>
      <span className="min-w-0 flex-[1_1_16rem] wrap-anywhere">
        {who} {t.actions[action] ?? action}{' '}
        <code className="text-xs text-muted">
          {subject_kind} {subject}
        </code>
      </span>
    </li>
  )
}
