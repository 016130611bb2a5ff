import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Failure } from '@/components/ui/failure'
import { RequirementList } from '@/features/matching/requirement-list'
import { requirementWords } from '@/features/matching/requirement-words'
import { fitWords } from '@/features/matching/words'
import type { JobRead, RequirementRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type AskedProps = {
  asked: JobRead
  isOpen: boolean
  onToggle: () => void
  onSave: (requirements: RequirementRead[]) => Promise<unknown>
  onBack: () => Promise<unknown>
}

/** What the job asks for: a line of it, or the whole list to be looked at and changed. */
export function Asked({ asked, isOpen, onToggle, onSave, onBack }: AskedProps) {
  const t = useWords(requirementWords)
  const { nothingAsked } = useWords(fitWords)
  const id = useId()
  const { requirements, notes, is_edited } = asked
  const count = (need: RequirementRead['need']) =>
    requirements.filter((one) => one.need === need).length
  const told = t.count(requirements.length)
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 rounded-xl border bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id={id} className="font-semibold">
          {t.title}
        </h2>
        {is_edited && <Chip tone="accent">{t.edited}</Chip>}
        <Button
          size="small"
          className="ms-auto"
          aria-expanded={isOpen}
          aria-describedby={id}
          onClick={onToggle}
        >
          {isOpen ? t.hide : t.show}
        </Button>
      </div>
      <p className="text-sm text-muted">
        {requirements.length > 0
          ? t.counted(told, t.tally(count('must'), count('nice'), count('gate')))
          : told}
      </p>
      {notes.map(({ code, message }) => (
        <Banner key={code} tone="warn">
          {message}
        </Banner>
      ))}
      {requirements.length === 0 && <p>{nothingAsked}</p>}
      {(isOpen || requirements.length === 0) && (
        <>
          <RequirementList requirements={requirements} onSave={onSave} />
          {is_edited && <BackToRead onBack={onBack} />}
        </>
      )}
    </section>
  )
}

function BackToRead({ onBack }: Pick<AskedProps, 'onBack'>) {
  const t = useWords(requirementWords)
  const [isAsking, setAsking] = useState(false)
  const { mutate, error } = useMutation({ mutationFn: onBack })
  return (
    <>
      {error && <Failure error={error} />}
      <Button
        size="small"
        className="self-start"
        onClick={() => {
          setAsking(true)
        }}
      >
        {t.back}
      </Button>
      <ConfirmDialog
        title={t.backAsk}
        description={t.backHint}
        action={t.back}
        open={isAsking}
        onOpenChange={setAsking}
        onConfirm={() => {
          mutate()
        }}
      />
    </>
  )
}
