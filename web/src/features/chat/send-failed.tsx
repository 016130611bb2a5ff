import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { useConversationActions } from '@/features/chat/conversation-actions'
import type { SendFailure } from '@/features/chat/use-ask'
import { chatWords } from '@/features/chat/words'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import { useWords } from '@/lib/words'

/** Why a question was not sent, and another try where its text does not stand in the field. */
export function SendFailed({ failure }: { failure: SendFailure }) {
  const t = useWords(chatWords)
  const { locale } = usePreferences()
  const { ask } = useConversationActions()
  const { asked, error, isInField } = failure
  const retry = !isInField && (
    <Button
      size="small"
      onClick={() => {
        ask(asked)
      }}
    >
      {t.tryAgain}
    </Button>
  )
  return (
    <div className="pb-2">
      <Banner tone="danger" action={retry}>
        {t.notSent} {sentenceOf(error, locale)}
      </Banner>
    </div>
  )
}
