import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MessagesSquare, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { IconButton } from '@/components/ui/icon-button'
import { toast } from '@/components/ui/toaster'
import { sessionsQuery, useRemoveSession } from '@/features/coaching/queries'
import { coachingWords } from '@/features/coaching/words'
import { useFormat } from '@/lib/format'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import type { SessionRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const SHOWN_FIRST = 3

/** The coaching conversations there are, or those about a résumé; nothing where there are none. */
export function SessionList({ resumeId }: { resumeId?: string }) {
  const t = useWords(coachingWords)
  const [showsAll, setShowsAll] = useState(false)
  const { data } = useQuery(sessionsQuery)
  const sessions = data?.filter((one) => !resumeId || one.resume_id === resumeId) ?? []
  if (sessions.length === 0) return null
  const shown = showsAll ? sessions : sessions.slice(0, SHOWN_FIRST)
  return (
    <section aria-label={t.sessions} className="flex flex-col gap-2">
      <h2 className="text-lg font-semibold">{t.sessions}</h2>
      <ul className="overflow-hidden rounded-xl border bg-surface">
        {shown.map((session) => (
          <SessionRow key={session.session_id} session={session} />
        ))}
      </ul>
      {shown.length < sessions.length && (
        <Button
          size="small"
          className="self-start"
          onClick={() => {
            setShowsAll(true)
          }}
        >
          {t.more}
        </Button>
      )}
    </section>
  )
}

function SessionRow({ session }: { session: SessionRead }) {
  const t = useWords(coachingWords)
  const { ago } = useFormat()
  const { locale } = usePreferences()
  const remove = useRemoveSession()
  const [isAsking, setIsAsking] = useState(false)
  const { person, job_title: job, company } = session
  const name = t.session(person || t.unnamed, job || t.untitledJob, company)
  return (
    <li className="flex items-center gap-1 border-t pe-2 first:border-t-0">
      <Link
        to="/chat/$threadId"
        params={{ threadId: session.thread_id }}
        className="flex min-w-0 flex-1 items-center gap-3 px-4 py-2.5 hover:bg-sunken"
      >
        <MessagesSquare aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="min-w-0">
          <span className="wrap-anywhere">{name}</span>
          <span className="block text-sm text-muted">{ago(session.updated_at)}</span>
        </span>
      </Link>
      <IconButton
        size="small"
        icon={Trash2}
        label={t.remove(name)}
        onClick={() => {
          setIsAsking(true)
        }}
      />
      <ConfirmDialog
        title={t.removeTitle}
        description={t.removeHint(name)}
        action={t.removeAction}
        open={isAsking}
        onOpenChange={setIsAsking}
        onConfirm={() => {
          remove.mutate(session.session_id, {
            onSuccess: () => {
              toast(t.removed)
            },
            onError: (error) => {
              toast(sentenceOf(error, locale))
            },
          })
        }}
      />
    </li>
  )
}
