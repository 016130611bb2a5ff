import { profileWords } from '@/features/resumes/profile-words'
import { SECTIONS } from '@/features/resumes/sections'
import { useProfile } from '@/features/resumes/use-profile'
import { useWords } from '@/lib/words'

const KNOWN = new Set<string>(['basics', '$schema', ...SECTIONS.map(({ key }) => key)])

/** What a file holds that has no field here. */
export function OtherParts() {
  const t = useWords(profileWords)
  const { resume } = useProfile()
  const others = Object.entries(resume).filter(([key]) => !KNOWN.has(key))
  if (others.length === 0) return null
  return (
    <details className="rounded-xl border bg-surface px-4 py-3">
      <summary className="cursor-pointer font-semibold">{t.others}</summary>
      <p className="py-2 text-sm text-muted">{t.othersHint}</p>
      <pre
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard
        tabIndex={0}
        aria-label={t.others}
        role="region"
        className="max-h-72 overflow-auto rounded-lg bg-sunken p-3 text-sm"
      >
        {JSON.stringify(Object.fromEntries(others), null, 2)}
      </pre>
    </details>
  )
}
