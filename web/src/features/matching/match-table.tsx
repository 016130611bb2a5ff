import { useId, useState } from 'react'

import { useAskedName } from '@/features/matching/asked-name'
import { GateChips } from '@/features/matching/gate-chips'
import { Percent } from '@/features/matching/percent'
import { placeOfProof, proofsOf } from '@/features/matching/proof-place'
import type { RankingProps } from '@/features/matching/ranking'
import { useGridKeys } from '@/features/matching/use-grid-keys'
import { useKeepInView } from '@/features/matching/use-keep-in-view'
import { VerdictCard } from '@/features/matching/verdict-card'
import { VerdictMark, type Verdict } from '@/features/matching/verdict-mark'
import { fitWords } from '@/features/matching/words'
import type { MatchRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type Looked = { resumeId: string; requirementId: string }

// Beside an open document there is room for the verdicts or for these.
const SPARE = 'hidden @xl:table-cell'
const STICKY = 'sticky left-0 z-10 bg-surface'

/** Everybody by every requirement; a verdict shows its line when it is pressed. */
export function MatchTable({ matches, job, onChoose, onOpen }: RankingProps) {
  const t = useWords(fitWords)
  const id = useId()
  const { ofRequirement } = useAskedName()
  const [looked, setLooked] = useState<Looked | null>(null)
  const { onKeyDown, cell } = useGridKeys(matches.length, job.requirements.length)
  const look = (match: MatchRead, requirementId: string) => {
    setLooked({ resumeId: match.resume_id, requirementId })
    const [proof] = proofsOf(match, requirementId)
    const place = proof && placeOfProof(match.document_id, proof)
    if (place) onOpen(place)
  }
  const place = useKeepInView()
  const lookedAt = matches.find((one) => one.resume_id === looked?.resumeId)
  const figures = [
    { name: t.score, hint: t.scoreHint },
    { name: t.atMost, hint: t.atMostHint, look: SPARE },
    { name: t.confidence, hint: t.confidenceHint, look: SPARE },
  ]
  return (
    <>
      <p id={id} className="text-sm text-muted">
        {t.keys}
      </p>
      <div ref={place} className="@container overflow-x-auto rounded-xl border bg-surface">
        <table
          role="grid"
          aria-label={t.ranking}
          aria-describedby={id}
          className="w-full border-separate border-spacing-0 text-sm"
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr className="align-bottom">
              <th scope="col" className="border-b p-2 text-right font-medium">
                <span className="sr-only">{t.rank}</span>
              </th>
              <th scope="col" className={`${STICKY} border-b p-2 text-left font-medium`}>
                {t.name}
              </th>
              {figures.map(({ name, hint, look = '' }) => (
                <th
                  key={name}
                  scope="col"
                  title={hint}
                  className={`border-b p-2 text-right font-medium ${look}`}
                >
                  {name}
                </th>
              ))}
              {job.requirements.map((one) => (
                <th
                  key={one.id}
                  scope="col"
                  title={one.text}
                  className="border-b px-1 py-2 text-left font-medium"
                >
                  <span className="mx-auto block max-h-40 max-w-10 rotate-180 truncate [writing-mode:vertical-rl]">
                    {ofRequirement(one)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matches.map((match, row) => (
              <tr key={match.resume_id} className="[&>*]:border-b last:[&>*]:border-0">
                <td className="p-2 text-right text-muted tabular-nums">{match.rank}</td>
                <th scope="row" className={`${STICKY} max-w-56 min-w-36 p-2 text-left font-medium`}>
                  <button
                    type="button"
                    className="text-left wrap-anywhere text-accent hover:underline"
                    onClick={() => {
                      onChoose(match.resume_id)
                    }}
                  >
                    {match.name}
                  </button>{' '}
                  <GateChips match={match} />
                </th>
                <td className="p-2 text-right font-semibold">
                  <Percent value={match.score} />
                </td>
                <td className={`p-2 text-right ${SPARE}`}>
                  <Percent value={match.at_most} />
                </td>
                <td className={`p-2 text-right ${SPARE}`}>
                  <Percent value={match.confidence} />
                </td>
                {job.requirements.map((one, column) => (
                  <td key={one.id} className="p-0.5 text-center">
                    <VerdictButton
                      {...cell(row, column)}
                      name={match.name}
                      asked={ofRequirement(one)}
                      verdict={match.judgements[column]?.verdict ?? 'unknown'}
                      isLooked={
                        looked?.resumeId === match.resume_id && looked.requirementId === one.id
                      }
                      onClick={() => {
                        look(match, one.id)
                      }}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {looked && lookedAt && (
        <VerdictCard
          match={lookedAt}
          requirementId={looked.requirementId}
          job={job}
          onChoose={onChoose}
          onOpen={onOpen}
        />
      )}
    </>
  )
}

type VerdictButtonProps = Omit<React.ComponentProps<'button'>, 'children'> & {
  name: string
  asked: string
  verdict: Verdict
  isLooked: boolean
}

function VerdictButton({ name, asked, verdict, isLooked, ...rest }: VerdictButtonProps) {
  const t = useWords(fitWords)
  return (
    <button
      type="button"
      aria-label={t.cell(name, asked, t.verdicts[verdict])}
      aria-pressed={isLooked}
      data-tooltip={`${asked}: ${t.verdicts[verdict]}`}
      className="inline-flex size-9 scroll-mt-16 scroll-mb-[50dvh] scroll-ml-52 items-center justify-center rounded-lg hover:bg-sunken aria-pressed:bg-soft"
      {...rest}
    >
      <VerdictMark verdict={verdict} hasWord={false} />
    </button>
  )
}
