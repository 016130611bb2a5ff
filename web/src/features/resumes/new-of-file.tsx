import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'

import { Banner } from '@/components/ui/banner'
import { SelectField } from '@/components/ui/select-field'
import { NewResumeEnd } from '@/features/resumes/new-resume-end'
import type { NewResumeProps } from '@/features/resumes/new-resume-dialog'
import { parseFile } from '@/features/resumes/queries'
import { resumesWords } from '@/features/resumes/words'
import { useWords } from '@/lib/words'

const ACCEPTED = '.pdf,.docx,.md,.markdown,.txt,.html,.htm,.json,.yaml,.yml'

export function OfFile({ onCreate, ...rest }: NewResumeProps) {
  const t = useWords(resumesWords)
  const id = useId()
  const [chosen, setChosen] = useState(0)
  const parse = useMutation({ mutationFn: parseFile })
  const found = parse.data?.resumes ?? []
  const resume = found[chosen]?.resume
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (resume) onCreate({ resume })
      }}
    >
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="text-sm font-medium">
          {t.file}
        </label>
        <input
          id={id}
          type="file"
          accept={ACCEPTED}
          aria-describedby={`${id}-note`}
          className="w-full min-w-0 rounded-lg border bg-surface p-2 text-sm"
          onChange={(event) => {
            const file = event.target.files?.[0]
            setChosen(0)
            if (file) parse.mutate(file)
          }}
        />
        <p id={`${id}-note`} className="text-sm text-muted">
          {t.fileHint}
        </p>
      </div>
      {parse.data && found.length === 0 && (
        <Banner tone="warn">{[t.unread, ...parse.data.refused].join(' ')}</Banner>
      )}
      {found.length > 1 && (
        <SelectField
          label={t.several}
          value={String(chosen)}
          options={found.map(({ name }, index) => ({
            value: String(index),
            text: name || t.unnamed,
          }))}
          onChange={(event) => {
            setChosen(Number(event.target.value))
          }}
        />
      )}
      <NewResumeEnd
        {...rest}
        error={rest.error ?? parse.error}
        isBusy={rest.isBusy || parse.isPending}
        isReady={resume !== undefined}
      />
    </form>
  )
}
