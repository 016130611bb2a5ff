import { useState } from 'react'

import type { OnOpen, Place } from '@/features/chat/answer/place'
import { answerWords } from '@/features/chat/answer/words'
import { useFormat } from '@/lib/format'
import type { Citation, Pool, PoolPerson } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const FIRST = 20

type PoolDetailsProps = { pool: Pool; citations: readonly Citation[]; onOpen: OnOpen }

/** Who was counted and what was left out of an answer that counts. */
export function PoolDetails({ pool, citations, onOpen }: PoolDetailsProps) {
  const t = useWords(answerWords)
  const { number } = useFormat()
  const places = new Map<number, Place>(citations.map((citation) => [citation.n, citation]))
  return (
    <details className="mt-2 rounded-lg border text-sm">
      <summary className="cursor-pointer px-3 py-1.5 text-muted">
        {t.counted}: {t.countedOf(number(pool.count), number(pool.total))}
        {pool.unread.length > 0 && `; ${t.leftOut(pool.unread.length)}`}
      </summary>
      <div className="flex flex-col gap-2 border-t px-3 py-2">
        <p className="text-muted">{pool.understood}</p>
        {pool.groups && <Groups groups={pool.groups} />}
        <Shortened
          label={t.counted}
          of={pool.people}
          draw={(person) => (
            <li key={person.document_id} className="wrap-anywhere">
              <OpenButton
                text={person.name}
                title={person.path}
                onOpen={() => {
                  onOpen(placeOf(person, places))
                }}
              />
              {person.value && <span className="text-muted"> · {person.value}</span>}
            </li>
          )}
        />
        {pool.unread.length > 0 && <p className="font-medium">{t.leftOut(pool.unread.length)}</p>}
        <Shortened
          label={t.leftOut(pool.unread.length)}
          of={pool.unread}
          draw={(file) => (
            <li key={file.document_id} className="wrap-anywhere">
              <OpenButton
                text={file.path}
                onOpen={() => {
                  onOpen({ document_id: file.document_id })
                }}
              />
              <span className="text-muted"> · {file.reason}</span>
            </li>
          )}
        />
      </div>
    </details>
  )
}

function placeOf({ document_id, n }: PoolPerson, places: ReadonlyMap<number, Place>): Place {
  return n.map((number) => places.get(number)).find((place) => place) ?? { document_id }
}

type OpenButtonProps = { text: string; title?: string; onOpen: () => void }

function OpenButton({ text, title, onOpen }: OpenButtonProps) {
  return (
    <button
      type="button"
      title={title}
      onClick={onOpen}
      className="text-left text-accent underline-offset-2 hover:underline"
    >
      <bdi>{text}</bdi>
    </button>
  )
}

type ShortenedProps<One> = {
  label: string
  of: readonly One[]
  draw: (one: One) => React.ReactNode
}

function Shortened<One>({ label, of, draw }: ShortenedProps<One>) {
  const t = useWords(answerWords)
  const [isWhole, setWhole] = useState(false)
  if (of.length === 0) return null
  return (
    <>
      <ul aria-label={label} className="flex flex-col gap-0.5">
        {(isWhole ? of : of.slice(0, FIRST)).map(draw)}
      </ul>
      {of.length > FIRST && !isWhole && (
        <button
          type="button"
          className="self-start text-accent hover:underline"
          onClick={() => {
            setWhole(true)
          }}
        >
          {t.showAll(of.length)}
        </button>
      )}
    </>
  )
}

function Groups({ groups }: { groups: readonly (readonly [string, number])[] }) {
  const t = useWords(answerWords)
  const { number } = useFormat()
  return (
    <table className="self-start text-left">
      <thead>
        <tr>
          <th className="pr-6 font-medium">{t.group}</th>
          <th className="text-right font-medium">{t.howMany}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(([name, count]) => (
          <tr key={name}>
            <td className="pr-6">
              <bdi>{name}</bdi>
            </td>
            <td className="text-right tabular-nums">{number(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
