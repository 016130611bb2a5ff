import { Download, Eye, MoreHorizontal, RotateCcw, Trash2 } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { DocumentChips } from '@/features/knowledge/documents/document-chips'
import { documentWords } from '@/features/knowledge/documents/document-words'
import { download } from '@/features/knowledge/documents/download'
import { readReason, useReason } from '@/features/knowledge/documents/use-reason'
import { useOpenedDocument } from '@/lib/opened-document'
import type { DocumentRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type DocumentRowProps = {
  document: DocumentRead
  onRetry: (document: DocumentRead) => void
  onRemove: (document: DocumentRead) => void
}

/** The id of what takes the focus of a row. */
export const rowFocusId = (documentId: string) => `document-${documentId}`

export function DocumentRow({ document, onRetry, onRemove }: DocumentRowProps) {
  const t = useWords(documentWords)
  const reasonOf = useReason()
  const { opened, open } = useOpenedDocument()
  const { document_id: id, path, state, title } = document
  const reason = state === 'failed' ? readReason(document.reason) : null
  const show = () => {
    open({ doc: id })
  }
  return (
    <li className="flex items-start gap-2 px-3 py-2.5 [contain-intrinsic-size:auto_4rem] [content-visibility:auto]">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <button
          type="button"
          id={rowFocusId(id)}
          aria-current={opened?.doc === id ? 'true' : undefined}
          onClick={show}
          className="self-start text-left font-medium wrap-anywhere hover:underline aria-[current]:text-accent"
        >
          <bdi>{path}</bdi>
        </button>
        {title && (
          <p className="text-sm wrap-anywhere text-muted">
            <bdi>{title}</bdi>
          </p>
        )}
        <DocumentChips document={document} />
        {reason && (
          <p className="text-sm wrap-anywhere text-danger">{reasonOf({ ...reason, path })}</p>
        )}
      </div>
      {state === 'failed' && (
        <Button
          size="small"
          aria-label={t.retryOf(path)}
          onClick={() => {
            onRetry(document)
          }}
        >
          <RotateCcw aria-hidden className="size-4" />
          <span className="max-sm:sr-only">{t.retry}</span>
        </Button>
      )}
      <Menu trigger={<IconButton icon={MoreHorizontal} size="small" label={t.actions(path)} />}>
        <MenuItem icon={Eye} onSelect={show}>
          {t.open}
        </MenuItem>
        <MenuItem
          icon={Download}
          onSelect={() => {
            download(`/api/documents/${id}/file`)
          }}
        >
          {t.download}
        </MenuItem>
        <MenuItem
          icon={Trash2}
          danger
          onSelect={() => {
            onRemove(document)
          }}
        >
          {t.remove}
        </MenuItem>
      </Menu>
    </li>
  )
}
