import { PageFrame } from '@/components/page-frame'
import { AnswerText } from '@/features/chat/answer/answer-text'
import { listWords } from '@/features/offers/list-words'
import { Offers } from '@/features/offers/offers'
import { useWords } from '@/lib/words'

export function OffersPage() {
  const t = useWords(listWords)
  return (
    <PageFrame title={t.title}>
      <Offers renderText={summaryText} />
    </PageFrame>
  )
}

/** A summary has no sources to mark: its offers are named beside it. */
export function summaryText(text: string, isWriting: boolean) {
  return <AnswerText text={text} citations={[]} streaming={isWriting} onOpen={() => {}} />
}
