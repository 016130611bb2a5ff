import { useId, useState } from 'react'

import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/text-field'
import { choiceWords } from '@/features/matching/choice-words'
import type { KeptJob } from '@/features/matching/kept-job'
import { useWords } from '@/lib/words'

type JobTextFormProps = { job: KeptJob | null; onRead: (job: KeptJob) => void }

const LONGEST = 200_000
const LONGEST_TITLE = 500

/** A job that is no offer of a board. */
export function JobTextForm({ job, onRead }: JobTextFormProps) {
  const t = useWords(choiceWords)
  const id = useId()
  const [title, setTitle] = useState(job?.title ?? '')
  const [text, setText] = useState(job?.text ?? '')
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        const isSame = job?.text === text
        onRead({ title: title.trim(), text, requirements: isSame ? job.requirements : null })
      }}
    >
      <TextField
        label={t.jobTitle}
        maxLength={LONGEST_TITLE}
        value={title}
        onChange={({ target }) => {
          setTitle(target.value)
        }}
      />
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="text-sm font-medium">
          {t.jobText}
        </label>
        <textarea
          id={id}
          rows={7}
          maxLength={LONGEST}
          aria-describedby={`${id}-note`}
          className="rounded-lg border bg-surface px-3 py-2"
          value={text}
          onChange={({ target }) => {
            setText(target.value)
          }}
        />
        <p id={`${id}-note`} className="text-sm text-muted">
          {t.jobHint}
        </p>
      </div>
      <Button type="submit" look="primary" className="self-start" disabled={!text.trim()}>
        {t.read}
      </Button>
    </form>
  )
}
