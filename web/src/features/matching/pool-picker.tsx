import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { choiceWords } from '@/features/matching/choice-words'
import { basesQuery } from '@/lib/queries/bases'
import { useWords } from '@/lib/words'

type PoolPickerProps = { chosen: readonly string[]; onChange: (names: string[]) => void }

/** The bases of which everybody is compared. */
export function PoolPicker({ chosen, onChange }: PoolPickerProps) {
  const t = useWords(choiceWords)
  const { data, error, refetch } = useQuery(basesQuery)
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton className="h-12 w-full" />
  const bases = data.filter(({ purpose }) => purpose === 'documents')
  if (bases.length === 0) {
    return (
      <p className="text-sm text-muted">
        {t.noResumes} {t.noResumesHint}{' '}
        <Link to="/bases" className="text-accent underline">
          {t.toBases}
        </Link>
      </p>
    )
  }
  return (
    <fieldset className="flex max-h-64 flex-col overflow-y-auto">
      <legend className="sr-only">{t.bases}</legend>
      {bases.map(({ name }) => (
        <label
          key={name}
          className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2 py-1 hover:bg-sunken"
        >
          <input
            type="checkbox"
            className="size-4 shrink-0 accent-accent"
            checked={chosen.includes(name)}
            onChange={({ target }) => {
              const others = chosen.filter((one) => one !== name)
              onChange(target.checked ? [...others, name] : others)
            }}
          />
          <span className="min-w-0 wrap-anywhere">{name}</span>
        </label>
      ))}
    </fieldset>
  )
}
