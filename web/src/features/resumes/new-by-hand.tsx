import { useState } from 'react'

import { TextField } from '@/components/ui/text-field'
import { NewResumeEnd } from '@/features/resumes/new-resume-end'
import type { NewResumeProps } from '@/features/resumes/new-resume-dialog'
import { resumesWords } from '@/features/resumes/words'
import { useWords } from '@/lib/words'

export function ByHand({ onCreate, ...rest }: NewResumeProps) {
  const t = useWords(resumesWords)
  const [name, setName] = useState('')
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        onCreate({ resume: { basics: { name: name.trim() } } })
      }}
    >
      <TextField
        label={t.name}
        hint={t.nameHint}
        value={name}
        onChange={(event) => {
          setName(event.target.value)
        }}
      />
      <NewResumeEnd {...rest} isReady={name.trim() !== ''} />
    </form>
  )
}
