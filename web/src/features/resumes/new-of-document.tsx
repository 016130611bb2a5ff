import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { SelectField } from '@/components/ui/select-field'
import { NewResumeEnd } from '@/features/resumes/new-resume-end'
import type { NewResumeProps } from '@/features/resumes/new-resume-dialog'
import { documentsOfBaseQuery } from '@/features/resumes/queries'
import { resumesWords } from '@/features/resumes/words'
import { basesQuery } from '@/lib/queries/bases'
import { useWords } from '@/lib/words'

export function OfDocument({ onCreate, ...rest }: NewResumeProps) {
  const t = useWords(resumesWords)
  const bases = (useQuery(basesQuery).data ?? []).filter(({ purpose }) => purpose === 'documents')
  const [chosen, setChosen] = useState('')
  const kb = chosen || (bases[0]?.name ?? '')
  const documents = useQuery(documentsOfBaseQuery(kb))
  const [documentId, setDocumentId] = useState('')
  const isNone = documents.data?.length === 0 || bases.length === 0
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        onCreate({ document_id: documentId })
      }}
    >
      <SelectField
        label={t.base}
        value={kb}
        options={bases.map(({ name }) => ({ value: name, text: name }))}
        onChange={(event) => {
          setChosen(event.target.value)
          setDocumentId('')
        }}
      />
      <SelectField
        label={t.document}
        value={documentId}
        {...(isNone ? { hint: t.noDocuments } : {})}
        options={[
          { value: '', text: t.chooseDocument, disabled: true },
          ...(documents.data ?? []).map(({ document_id: value, path }) => ({ value, text: path })),
        ]}
        onChange={(event) => {
          setDocumentId(event.target.value)
        }}
      />
      <NewResumeEnd {...rest} error={rest.error ?? documents.error} isReady={documentId !== ''} />
    </form>
  )
}
