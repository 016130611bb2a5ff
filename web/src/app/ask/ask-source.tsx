import { Dialog } from '@/components/ui/dialog'
import { QuotedPage } from '@/features/documents/quoted-page'
import { visitingWords } from '@/features/visiting/words'
import type { OpenedDocument } from '@/lib/opened-document'
import { useWords } from '@/lib/words'

type AskSourceProps = { opened: OpenedDocument | null; onClose: () => void }

/** Where something quoted stands. */
export function AskSource({ opened, onClose }: AskSourceProps) {
  const t = useWords(visitingWords)
  const title = opened?.page ? `${t.source}, ${t.page(opened.page)}` : t.source
  return (
    <Dialog
      title={title}
      open={opened !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
    >
      {opened && <QuotedPage opened={opened} />}
    </Dialog>
  )
}
