import { Ledger } from '@/features/administration/ledger'
import { administrationWords } from '@/features/administration/words'
import { useFormat } from '@/lib/format'
import type { OverviewRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** What runs, and what waits to. */
export function Work({ overview: { runs, queue } }: { overview: OverviewRead }) {
  const t = useWords(administrationWords)
  const { number } = useFormat()
  return (
    <div className="flex flex-col gap-1 text-sm">
      {runs.length === 0 && <p>{t.noRuns}</p>}
      {runs.map(({ kind, status, count }) => (
        <p key={`${kind} ${status}`}>
          <code>{kind}</code>: {number(count)} {t.runStates[status] ?? status}
        </p>
      ))}
      <p className="text-muted">{t.queue(queue.length, Math.round(queue.oldest_seconds))}</p>
    </div>
  )
}

/** What language models read and wrote for whom. */
export function Tokens({ overview: { tokens } }: { overview: OverviewRead }) {
  const t = useWords(administrationWords)
  const { number } = useFormat()
  if (tokens.length === 0) return <p className="text-sm">{t.noTokens}</p>
  return (
    <Ledger
      label={t.tokens}
      columns={[t.day, t.who, t.read, t.written]}
      rows={tokens.map(({ day, user_id, name, input_tokens, output_tokens }) => ({
        id: `${day} ${user_id}`,
        cells: [day, <bdi key="name">{name}</bdi>, number(input_tokens), number(output_tokens)],
      }))}
    />
  )
}

/** Which runs failed last, and by which code; what they said is for their owners. */
export function Failures({ overview: { failures } }: { overview: OverviewRead }) {
  const t = useWords(administrationWords)
  const { moment } = useFormat()
  if (failures.length === 0) return <p className="text-sm">{t.noFailures}</p>
  return (
    <Ledger
      label={t.failures}
      columns={[t.when, t.kind, t.who, t.why]}
      rows={failures.map(({ run_id, at, kind, user_id, code }) => ({
        id: run_id,
        cells: [moment(at), kind, t.user(user_id), <code key="code">{code}</code>],
      }))}
    />
  )
}
