import { modelsWords } from '@/features/models/words'
import { useFormat } from '@/lib/format'
import { usePreferences } from '@/lib/preferences'
import type { ModelRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** What a model is for, in a line. */
export function ModelFacts({ model }: { model: ModelRead }) {
  const t = useWords(modelsWords)
  const format = useFormat()
  const { locale } = usePreferences()
  const names = new Intl.DisplayNames(locale, { type: 'language' })
  const facts = [
    model.languages?.map((code) => names.of(code) ?? code).join(', ') ?? t.manyLanguages,
    model.use === 'reranker'
      ? t.reranker
      : model.dimensions && t.dimensions(format.number(model.dimensions)),
    model.bytes > 0 && format.bytes(model.bytes),
    model.used_by.length > 0 && `${t.usedBy} ${model.used_by.join(', ')}`,
  ].filter(Boolean)
  return (
    <div className="text-sm text-muted">
      {/* The server writes what a model is for in English. */}
      {model.purpose && <p lang="en">{model.purpose}</p>}
      <p className="wrap-anywhere">{facts.join(' · ')}</p>
    </div>
  )
}
