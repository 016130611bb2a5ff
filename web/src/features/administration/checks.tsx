import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'

import { administrationWords } from '@/features/administration/words'
import type { CheckRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const LOOKS = {
  ok: { icon: CircleCheck, look: 'text-muted' },
  warning: { icon: TriangleAlert, look: 'text-warn' },
  failed: { icon: CircleAlert, look: 'text-danger' },
} as const
const RANK = { failed: 0, warning: 1, ok: 2 } as const

/** What the server looked at, what is wrong first, with what to do about it. */
export function Checks({ checks }: { checks: readonly CheckRead[] }) {
  const t = useWords(administrationWords)
  const ranked = checks.toSorted((one, other) => RANK[one.state] - RANK[other.state])
  return (
    <ul className="divide-y rounded-lg border bg-surface text-sm">
      {ranked.map(({ name, state, told, mend }) => {
        const { icon: Icon, look } = LOOKS[state]
        return (
          <li key={name} className="flex items-start gap-2.5 px-3 py-2">
            <Icon
              role="img"
              aria-label={t.states[state]}
              className={`mt-0.5 size-4 shrink-0 ${look}`}
            />
            <div className="min-w-0 wrap-anywhere">
              <span className="font-medium">{name}</span> <span className="text-muted">{told}</span>
              {mend && <p>{mend}</p>}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
