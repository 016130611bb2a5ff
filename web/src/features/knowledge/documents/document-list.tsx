import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { DocumentRow, rowFocusId } from '@/features/knowledge/documents/document-row'
import { documentWords } from '@/features/knowledge/documents/document-words'
import { useDocuments } from '@/features/knowledge/documents/use-documents'
import { useFocusAfter } from '@/features/knowledge/documents/use-focus-after'
import { useRemoveDocument } from '@/features/knowledge/documents/use-remove-document'
import { useRetry } from '@/features/knowledge/documents/use-retry'
import { useFormat } from '@/lib/format'
import type { BaseRead, DocumentRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const FEW = 8
const HEADING = 'documents-heading'

export function DocumentList({ base }: { base: BaseRead }) {
  const t = useWords(documentWords)
  const format = useFormat()
  const [filter, setFilter] = useState('')
  const found = useDocuments(base, filter)
  return (
    <section aria-labelledby={HEADING} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id={HEADING} tabIndex={-1} className="text-lg font-semibold">
          {t.heading}
        </h2>
        {base.documents > FEW && (
          <TextField
            type="search"
            label={t.filter}
            hideLabel
            placeholder={t.filter}
            value={filter}
            onChange={(event) => {
              setFilter(event.target.value)
            }}
            className="w-full sm:w-72"
          />
        )}
      </div>
      {found.error && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending ? (
        <Skeleton className="h-64 w-full" />
      ) : (
        <Rows kb={base.name} found={found} />
      )}
      <p role="status" className="text-sm text-muted empty:hidden">
        {told(found, t, format)}
      </p>
      {found.hasNextPage && !found.isFiltered && (
        <Button
          className="self-center"
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t.more}
        </Button>
      )}
    </section>
  )
}

type Found = ReturnType<typeof useDocuments>

function told(found: Found, t: typeof documentWords.en, format: ReturnType<typeof useFormat>) {
  if (!found.isFiltered) return ''
  if (found.isLookingOn) return t.lookingOn
  return found.count === 0 ? t.noneFound : t.filtered(format.number(found.count))
}

function Rows({ kb, found }: { kb: string; found: Found }) {
  const t = useWords(documentWords)
  const [removing, setRemoving] = useState<DocumentRead | null>(null)
  const remove = useRemoveDocument(kb)
  const retry = useRetry(kb)
  const ids = found.documents.map((document) => document.document_id)
  const moveFocusFrom = useFocusAfter(ids, rowFocusId, HEADING)
  if (found.documents.length === 0) return null
  return (
    <>
      <ul aria-label={t.list} className="divide-y rounded-xl border bg-surface">
        {found.documents.map((document) => (
          <DocumentRow
            key={document.document_id}
            document={document}
            onRemove={setRemoving}
            onRetry={({ path, document_id: documentId }) => {
              retry.mutate({ path, documentId })
            }}
          />
        ))}
      </ul>
      <ConfirmDialog
        title={t.removeTitle}
        description={t.removeText(removing?.path ?? '')}
        action={t.removeIt}
        open={removing !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) setRemoving(null)
        }}
        onConfirm={() => {
          if (!removing) return
          moveFocusFrom(removing.document_id)
          remove.mutate(removing)
        }}
      />
    </>
  )
}
