import { languageName } from '@/features/knowledge/bases/languages'
import { basePageWords } from '@/features/knowledge/base/base-page-words'
import { useFormat } from '@/lib/format'
import { usePreferences } from '@/lib/preferences'
import type { BaseRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** How a base was made: fixed from the start, but for what a rebuild changes. */
export function BaseSettings({ base }: { base: BaseRead }) {
  const t = useWords(basePageWords)
  const { locale } = usePreferences()
  const { number } = useFormat()
  const told = [
    [t.model, base.model],
    [t.passages, t.passagesText(number(base.chunk_size), number(base.chunk_overlap))],
    [t.language, base.language ? languageName(base.language, locale) : t.languageAuto],
  ]
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer text-muted hover:text-ink">{t.settings}</summary>
      <dl className="grid gap-x-4 gap-y-1 pt-2 sm:grid-cols-[auto_1fr]">
        {told.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="font-medium">{name}</dt>
            <dd className="wrap-anywhere text-muted max-sm:pb-1">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
