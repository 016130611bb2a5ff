import { ChevronRight, EyeOff } from 'lucide-react'

import { documentWords } from '@/features/documents/words'
import type { FindingRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type HiddenTextsProps = {
  findings: readonly FindingRead[]
  /** Null in formats without pages, where all of them are of the one that is open. */
  page: number | null
  onTurn: (page: number) => void
}

/** Those that are on a page; what belongs to no page, such as the title, is on all of them. */
export function findingsOf(findings: readonly FindingRead[], page: number | null) {
  return findings.filter((one) => page === null || one.page === null || one.page === page)
}

/** What people do not see in a file, or what is aimed at a model: said, and shown as text. */
export function HiddenTexts({ findings, page, onTurn }: HiddenTextsProps) {
  const t = useWords(documentWords)
  const here = findingsOf(findings, page)
  const others = findings.flatMap((one) => (here.includes(one) || !one.page ? [] : [one.page]))
  const pages = [...new Set(others)].sort((one, other) => one - other)
  const hidden = here.filter((one) => one.hidden).length
  const aimed = here.length - hidden
  const sentences = [
    ...(hidden ? [page === null ? t.hiddenInside(hidden) : t.hiddenHere(hidden)] : []),
    ...(aimed ? [t.aimedHere(aimed)] : []),
  ]
  if (findings.length === 0) return null
  return (
    <div className="border-b px-4 py-2 text-sm">
      {here.length > 0 && (
        <details className="group">
          <summary className="flex cursor-pointer items-start gap-2 font-medium text-warn">
            <EyeOff aria-hidden className="mt-1 size-4 shrink-0" />
            <span className="flex min-w-0 flex-1 flex-col">
              {sentences.map((sentence) => (
                <span key={sentence}>{sentence}</span>
              ))}
            </span>
            <ChevronRight
              aria-hidden
              className="mt-1 size-4 shrink-0 transition-transform group-open:rotate-90"
            />
          </summary>
          <FindingList findings={here} />
        </details>
      )}
      {pages.length > 0 && (
        <p className="flex flex-wrap gap-x-2 pt-1 text-muted">
          {t.elsewhere}
          {pages.map((number) => (
            <button
              key={number}
              type="button"
              className="text-accent underline"
              onClick={() => {
                onTurn(number)
              }}
            >
              {t.goTo(number)}
            </button>
          ))}
        </p>
      )}
    </div>
  )
}

function FindingList({ findings }: { findings: readonly FindingRead[] }) {
  const t = useWords(documentWords)
  return (
    <div
      role="group"
      aria-label={t.hiddenTexts}
      // What scrolls has to be reached with the keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="mt-2 max-h-[35dvh] overflow-y-auto"
    >
      <ul className="flex flex-col gap-3">
        {findings.map((one, at) => (
          <li key={at} className="flex flex-col gap-1">
            <span className="font-medium">{t.kinds[one.kind] ?? one.explanation}</span>
            <blockquote className="rounded bg-sunken px-2 py-1 wrap-anywhere whitespace-pre-wrap">
              {one.text}
            </blockquote>
            <span className="text-muted">{one.hidden ? t.keptOut : t.kept}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
