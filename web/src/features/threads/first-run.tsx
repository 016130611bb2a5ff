import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FileClock, FilePlus2 } from 'lucide-react'

import { EmptyState } from '@/components/ui/empty-state'
import { Failure } from '@/components/ui/failure'
import { SuggestedQuestions } from '@/features/threads/suggested-questions'
import { threadsWords } from '@/features/threads/words'
import { basesQuery } from '@/lib/queries/bases'
import { useWords } from '@/lib/words'

/** While nothing can be asked about, it is looked again until something can. */
const WAITING_POLL_MS = 3_000

type FirstRunProps = {
  /** The bases that are asked; all of them where none is chosen. */
  kbs: string[] | null
  onAsk: (question: string) => void
}

/** What stands in a conversation before its first question. */
export function FirstRun({ kbs, onAsk }: FirstRunProps) {
  const t = useWords(threadsWords)
  const bases = useQuery({
    ...basesQuery,
    refetchInterval: ({ state }) =>
      state.data?.kbs.every((base) => base.ready === 0) ? WAITING_POLL_MS : false,
  })
  const asked = bases.data?.filter((base) => !kbs || kbs.includes(base.kb_id)) ?? []
  // The largest has something to suggest, if any has.
  const [filled] = asked.filter((base) => base.ready > 0).sort((a, b) => b.ready - a.ready)
  if (bases.isPending || filled) {
    return (
      <div className="mx-auto flex w-full max-w-2xl flex-col gap-6 px-4 pt-8 pb-6 sm:pt-[min(14vh,8rem)]">
        <h1 className="text-center text-2xl font-semibold text-balance">{t.greeting}</h1>
        <SuggestedQuestions base={filled} onAsk={onAsk} />
      </div>
    )
  }
  if (bases.error) return <Failure error={bases.error} onRetry={() => void bases.refetch()} />
  if (asked.some((base) => base.documents > base.failed)) {
    return (
      <EmptyState icon={FileClock} title={t.reading}>
        <p>{t.soon}</p>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={FilePlus2} title={asked.length > 0 ? t.emptyBase : t.noDocuments}>
      <p>{asked.length > 0 ? t.howToFill : t.howToAdd}</p>
      <Link
        to="/bases"
        className="rounded-lg bg-accent px-4 py-2 font-medium text-on-accent hover:opacity-90"
      >
        {t.addDocuments}
      </Link>
    </EmptyState>
  )
}
