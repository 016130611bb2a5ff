import { Copy, Download } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { toast } from '@/components/ui/toaster'
import { DiffView } from '@/features/coaching/diff-view'
import { draftOf } from '@/features/coaching/draft-shape'
import { saveText } from '@/features/coaching/save-text'
import { coachingWords } from '@/features/coaching/words'
import type { Draft, MessageRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type DraftCardProps = { text: string; grounding: MessageRead['grounding'] }

/** Below a letter or CV: what was changed, what was not taken and why, and how to have it. */
export function DraftCard({ text, grounding }: DraftCardProps) {
  const t = useWords(coachingWords)
  const draft = draftOf(grounding)
  if (!draft) return null
  const isLetter = draft.kind === 'letter'
  const name = isLetter ? t.draftLetter : t.draftCv
  return (
    <section aria-label={name} className="flex flex-col gap-3 rounded-xl border bg-surface p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">{name}</h3>
        <Chip>{t.languages[draft.language]}</Chip>
      </div>
      <p className="text-sm text-muted">
        {!isLetter && !draft.diff && draft.changes.length === 0 ? t.asItWas : t.onlyFacts}
      </p>
      <Refusals refused={draft.refused} />
      <Changes changes={draft.changes} />
      {draft.diff && <DiffView diff={draft.diff} />}
      <Having draft={draft} text={text} />
    </section>
  )
}

function Refusals({ refused }: { refused: Draft['refused'] }) {
  const t = useWords(coachingWords)
  if (refused.length === 0) return null
  return (
    <div className="rounded-lg border border-warn p-3 text-sm">
      <h4 className="font-semibold text-warn">{t.refused}</h4>
      <p className="text-muted">{t.refusedHint}</p>
      <ul className="list-disc ps-5">
        {refused.map(({ text, words }, index) => (
          <li key={index} className="wrap-anywhere">
            <s>{text}</s> <span className="text-warn">{t.because(words.join(', '))}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Changes({ changes }: { changes: NonNullable<Draft['changes']> }) {
  const t = useWords(coachingWords)
  if (changes.length === 0) return null
  return (
    <details className="text-sm">
      <summary className="cursor-pointer font-semibold">
        {t.changes} ({changes.length})
      </summary>
      <ul className="flex flex-col gap-3 pt-2">
        {changes.map(({ pointer, kind, before, after }) => (
          <li key={pointer} className="border-s-2 ps-3">
            <p className="font-medium">{t.kinds[kind]}</p>
            <p className="wrap-anywhere text-muted">
              {t.before}: {before}
            </p>
            {after && (
              <p className="wrap-anywhere">
                {t.after}: {after}
              </p>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Having({ draft, text }: { draft: Draft; text: string }) {
  const t = useWords(coachingWords)
  const file = draft.kind === 'letter' ? 'letter' : 'cv'
  const copy = () => {
    const copying = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('insecure'))
    copying.then(
      () => {
        toast(t.copied)
      },
      () => {
        toast(t.notCopied)
      },
    )
  }
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="small" onClick={copy}>
        <Copy aria-hidden className="size-4" />
        {t.copy}
      </Button>
      <Button
        size="small"
        onClick={() => {
          saveText(`${file}.md`, `${text.trimEnd()}\n`, 'text/markdown')
        }}
      >
        <Download aria-hidden className="size-4" />
        {t.download}
      </Button>
      {draft.resume && (
        <Button
          size="small"
          onClick={() => {
            const json = `${JSON.stringify(draft.resume, null, 2)}\n`
            saveText(`${file}.json`, json, 'application/json')
          }}
        >
          <Download aria-hidden className="size-4" />
          {t.downloadJson}
        </Button>
      )}
    </div>
  )
}
