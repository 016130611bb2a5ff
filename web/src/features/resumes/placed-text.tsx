import { clsx } from 'clsx'

import { at, isSame, textOf, type Path } from '@/features/resumes/json'
import { profileWords } from '@/features/resumes/profile-words'
import { useProfile } from '@/features/resumes/use-profile'
import { useWords } from '@/lib/words'

type PlacedTextProps = { path: Path; field: string; className?: string }

/** A value as it is now; where it stands in the document, it leads there. */
export function PlacedText({ path, field, className }: PlacedTextProps) {
  const t = useWords(profileWords)
  const { resume, wasRead, open } = useProfile()
  const value = at(resume, path)
  const text = textOf(value)
  const read = wasRead(path)
  if (!text) return null
  const place = read?.place
  if (!place || !open || !isSame(read.value, value)) {
    return <span className={clsx('wrap-anywhere', className)}>{text}</span>
  }
  return (
    <button
      type="button"
      data-tooltip={t.onPage(place.page)}
      className={clsx(
        'rounded text-start align-top wrap-anywhere underline decoration-line decoration-dotted underline-offset-4',
        'hover:bg-soft hover:decoration-accent',
        className,
      )}
      onClick={() => {
        open(place)
      }}
    >
      {text}
      <span className="sr-only"> ({t.show(field, place.page)})</span>
    </button>
  )
}
