import { FileText } from 'lucide-react'

import { Chip } from '@/components/ui/chip'
import { ExplanationTable } from '@/features/search/explanation-table'
import { HitText } from '@/features/search/hit-text'
import { searchWords } from '@/features/search/words'
import { useFormat } from '@/lib/format'
import type { OpenedDocument } from '@/lib/opened-document'
import type { BesideRead, HitRead } from '@/lib/schema.gen'
import { sectionTitle, sectionWords } from '@/lib/section-words'
import { useWords } from '@/lib/words'

type HitCardProps = { hit: HitRead; query: string; onOpen: (place: OpenedDocument) => void }

function standing({ section, entry }: HitRead, titles: typeof sectionWords.en): string {
  const told = [entry?.position, entry?.organization, entry?.dates]
  return [section && sectionTitle(titles, section), ...told].filter(Boolean).join(' · ')
}

/** A passage that was found: where it stands, what it says, and where else that stands. */
export function HitCard({ hit, query, onOpen }: HitCardProps) {
  const t = useWords(searchWords)
  const titles = useWords(sectionWords)
  const { percent } = useFormat()
  const place = standing(hit, titles)
  return (
    <li className="flex flex-col gap-2 rounded-xl border bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 grow basis-full font-semibold sm:basis-0">
          <button
            type="button"
            title={hit.path}
            className="inline-flex max-w-full items-center gap-2 text-left text-accent hover:underline"
            onClick={() => {
              onOpen({ doc: hit.document_id, page: hit.page ?? undefined, chunk: hit.chunk_id })
            }}
          >
            <FileText aria-hidden className="size-4 shrink-0" />
            <span className="wrap-anywhere">{t.open(hit.document, hit.page)}</span>
          </button>
        </h2>
        <Chip>{hit.kb}</Chip>
        <span className="text-sm text-muted tabular-nums">
          {t.score(percent(Math.round(100 * hit.score) / 100))}
        </span>
      </div>
      {place && <p className="text-sm text-muted">{place}</p>}
      <Beside title={t.before} passages={hit.before} />
      <HitText text={hit.text} query={query} />
      <Beside title={t.after} passages={hit.after} />
      {hit.explanation && (
        <ExplanationTable explanation={hit.explanation} document={hit.document} />
      )}
      <Duplicates hit={hit} onOpen={onOpen} />
    </li>
  )
}

function Beside({ title, passages = [] }: { title: string; passages?: readonly BesideRead[] }) {
  if (passages.length === 0) return null
  return (
    <div className="flex flex-col gap-1 border-l-2 pl-3 text-sm text-muted">
      <span className="font-medium">{title}</span>
      {passages.map((one) => (
        <p key={one.chunk_id} className="wrap-anywhere whitespace-pre-line">
          {one.text}
        </p>
      ))}
    </div>
  )
}

function Duplicates({ hit, onOpen }: Pick<HitCardProps, 'hit' | 'onOpen'>) {
  const t = useWords(searchWords)
  const { duplicates = [] } = hit
  if (duplicates.length === 0) return null
  return (
    <details className="text-sm">
      <summary className="cursor-pointer text-muted">{t.also(duplicates.length)}</summary>
      <ul className="flex flex-col items-start gap-1 pt-1">
        {duplicates.map(({ chunk_id, document_id, path, kb }) => (
          <li key={chunk_id} className="flex flex-wrap items-center gap-2">
            <button
              type="button"
              className="text-left wrap-anywhere text-accent underline"
              onClick={() => {
                onOpen({ doc: document_id, chunk: chunk_id })
              }}
            >
              {path}
            </button>
            <Chip>{kb}</Chip>
          </li>
        ))}
      </ul>
    </details>
  )
}
