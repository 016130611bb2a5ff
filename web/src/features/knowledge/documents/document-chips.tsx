import { Chip } from '@/components/ui/chip'
import { documentWords } from '@/features/knowledge/documents/document-words'
import { languageName } from '@/features/knowledge/bases/languages'
import { usePreferences } from '@/lib/preferences'
import type { DocumentRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const INSTRUCTION = 'instruction'

/** What a document is, in a few words: its state, kind, language, and what was found hidden. */
export function DocumentChips({ document }: { document: DocumentRead }) {
  const t = useWords(documentWords)
  const { locale } = usePreferences()
  const { state, kind, language, pages, findings = 0, found = {} } = document
  const aimed = found[INSTRUCTION] ?? 0
  const hidden = findings - aimed
  return (
    <div className="flex flex-wrap gap-1">
      <State state={state} />
      {state === 'ready' && <Chip>{t.kinds[kind] ?? kind}</Chip>}
      {language && <Chip>{languageName(language, locale)}</Chip>}
      {pages > 1 && <Chip>{t.pages(pages)}</Chip>}
      {hidden > 0 && <Chip tone="warn">{t.hidden(hidden)}</Chip>}
      {aimed > 0 && <Chip tone="warn">{t.aimed(aimed)}</Chip>}
    </div>
  )
}

function State({ state }: { state: string }) {
  const t = useWords(documentWords)
  if (state === 'ready') return <Chip tone="accent">{t.ready}</Chip>
  if (state === 'failed') return <Chip tone="danger">{t.failed}</Chip>
  return <Chip>{t.reading}</Chip>
}
