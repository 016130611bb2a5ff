import { FileSearch, Undo2 } from 'lucide-react'

import { at, isSame, textOf, type Path } from '@/features/resumes/json'
import { profileWords } from '@/features/resumes/profile-words'
import { useProfile } from '@/features/resumes/use-profile'
import { useWords } from '@/lib/words'

const LINK =
  'inline-flex min-h-6 items-center gap-1 rounded text-accent underline-offset-2 hover:underline'

/** Where a field was read; what was read stays there to see, and to have again, once it is changed. */
export function OriginNote({ path, field }: { path: Path; field: string }) {
  const t = useWords(profileWords)
  const { resume, change, wasRead, open } = useProfile()
  const read = wasRead(path)
  if (!read) return null
  const isChanged = !isSame(read.value, at(resume, path))
  const { place } = read
  const words = Array.isArray(read.value)
    ? read.value.map(textOf).filter(Boolean).join(' · ')
    : textOf(read.value)
  if (!isChanged && !place) return null
  return (
    <div className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
      {isChanged && words && (
        <span className="line-clamp-3 wrap-anywhere">
          {t.wasRead} <q className="text-ink">{words}</q>
        </span>
      )}
      {place && open && (
        <button
          type="button"
          className={LINK}
          aria-label={t.show(field, place.page)}
          onClick={() => {
            open(place)
          }}
        >
          <FileSearch aria-hidden className="size-3.5" />
          {t.onPage(place.page)}
        </button>
      )}
      {isChanged && (
        <button
          type="button"
          className={LINK}
          aria-label={t.backOf(field)}
          onClick={() => {
            change(path, read.value)
          }}
        >
          <Undo2 aria-hidden className="size-3.5" />
          {t.back}
        </button>
      )}
    </div>
  )
}
