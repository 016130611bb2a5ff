import { Link } from '@tanstack/react-router'
import { FileText, Mail } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import { useDraft, type DraftKind } from '@/features/coaching/queries'
import { coachingWords } from '@/features/coaching/words'
import type { DraftWanted, SessionRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type SessionBarProps = { session: SessionRead; isAnswering: boolean }
type Language = NonNullable<DraftWanted['language']> | ''
const LANGUAGES: Language[] = ['', 'en', 'fr', 'de', 'es']

/** What a coaching conversation is about, and what can be written of it. */
export function SessionBar({ session, isAnswering }: SessionBarProps) {
  const t = useWords(coachingWords)
  const draft = useDraft(session.session_id, session.thread_id)
  const [language, setLanguage] = useState<Language>('')
  const isBusy = isAnswering || draft.isPending
  const write = (kind: DraftKind) => {
    draft.mutate({ kind, language: language || null })
  }
  return (
    <section
      aria-label={t.dialogTitle}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b bg-surface px-4 py-2 text-sm"
    >
      <About session={session} />
      <div className="flex flex-wrap items-center gap-2">
        <SelectField
          label={t.language}
          hideLabel
          value={language}
          options={LANGUAGES.map((value) => ({ value, text: t.languages[value] }))}
          onChange={(event) => {
            setLanguage(event.target.value as Language)
          }}
        />
        <WriteButton
          icon={Mail}
          isBusy={isBusy}
          onPress={() => {
            write('letter')
          }}
        >
          {t.letter}
        </WriteButton>
        <WriteButton
          icon={FileText}
          isBusy={isBusy}
          onPress={() => {
            write('cv')
          }}
        >
          {t.cv}
        </WriteButton>
      </div>
      {draft.error && <Failure error={draft.error} />}
    </section>
  )
}

function About({ session }: { session: SessionRead }) {
  const t = useWords(coachingWords)
  const { offer_id: offerId, resume_id: resumeId, person, company } = session
  const job = session.job_title || t.untitledJob
  return (
    <p className="min-w-0 flex-[1_1_14rem] wrap-anywhere">
      <span className="sr-only">{t.about} </span>
      <Link to="/resumes/$resumeId" params={{ resumeId }} className="font-semibold underline">
        {person || t.unnamed}
      </Link>
      <span aria-hidden> → </span>
      {offerId ? (
        <Link to="/offers/$offerId" params={{ offerId }} className="font-semibold underline">
          {job}
        </Link>
      ) : (
        <span className="font-semibold">{job}</span>
      )}{' '}
      {t.forJob(company)}
    </p>
  )
}

type WriteButtonProps = {
  icon: typeof Mail
  isBusy: boolean
  onPress: () => void
  children: string
}

function WriteButton({ icon: Icon, isBusy, onPress, children }: WriteButtonProps) {
  const t = useWords(coachingWords)
  return (
    <Button
      size="small"
      className="min-h-10"
      disabled={isBusy}
      title={isBusy ? t.waiting : undefined}
      onClick={onPress}
    >
      <Icon aria-hidden className="size-4" />
      {children}
    </Button>
  )
}
