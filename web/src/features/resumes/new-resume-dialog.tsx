import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { Dialog } from '@/components/ui/dialog'
import { OfDocument } from '@/features/resumes/new-of-document'
import { OfFile } from '@/features/resumes/new-of-file'
import { ByHand } from '@/features/resumes/new-by-hand'
import { useCreateResume } from '@/features/resumes/queries'
import { resumesWords } from '@/features/resumes/words'
import type { ResumeCreate } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const WAYS = { document: OfDocument, file: OfFile, hand: ByHand }
type Way = keyof typeof WAYS

export type NewResumeProps = {
  onCreate: (wanted: Partial<ResumeCreate>) => void
  onCancel: () => void
  isBusy: boolean
  error: Error | null
}

type NewResumeDialogProps = { open: boolean; onOpenChange: (open: boolean) => void }

export function NewResumeDialog({ open, onOpenChange }: NewResumeDialogProps) {
  const t = useWords(resumesWords)
  const navigate = useNavigate()
  const create = useCreateResume()
  const [way, setWay] = useState<Way>('document')
  const names = { document: t.ofDocument, file: t.ofFile, hand: t.byHandTab }
  const Form = WAYS[way]
  return (
    <Dialog title={t.add} description={t.addHint} open={open} onOpenChange={onOpenChange}>
      <fieldset className="flex flex-wrap gap-1 rounded-lg bg-sunken p-1">
        <legend className="sr-only">{t.add}</legend>
        {(Object.keys(WAYS) as Way[]).map((each) => (
          <label
            key={each}
            className="flex min-h-9 flex-1 cursor-pointer items-center justify-center rounded-md px-2 text-center text-sm has-checked:bg-surface has-checked:font-semibold has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="way"
              className="sr-only"
              checked={way === each}
              onChange={() => {
                create.reset()
                setWay(each)
              }}
            />
            {names[each]}
          </label>
        ))}
      </fieldset>
      <Form
        isBusy={create.isPending}
        error={create.error}
        onCancel={() => {
          onOpenChange(false)
        }}
        onCreate={(wanted) => {
          create.mutate(wanted, {
            onSuccess: ({ resume_id: resumeId }) => {
              onOpenChange(false)
              void navigate({ to: '/resumes/$resumeId', params: { resumeId } })
            },
          })
        }}
      />
    </Dialog>
  )
}
