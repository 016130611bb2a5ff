import { PageFrame } from '@/components/page-frame'
import { Fit } from '@/features/matching/fit'
import { fitWords } from '@/features/matching/words'
import { useOpenedDocument } from '@/lib/opened-document'
import { useWords } from '@/lib/words'

export function FitPage() {
  const t = useWords(fitWords)
  const { open } = useOpenedDocument()
  return (
    <PageFrame title={t.title}>
      <Fit onOpen={open} />
    </PageFrame>
  )
}
