import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import { useWords } from '@/lib/words'

const words = { en: { again: 'Try again' }, fr: { again: 'Réessayer' } }

/** What went wrong as a sentence, and another try where one is possible. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useWords(words)
  const { locale } = usePreferences()
  const retry = onRetry && (
    <Button size="small" onClick={onRetry}>
      {t.again}
    </Button>
  )
  return (
    <Banner tone="danger" action={retry}>
      {sentenceOf(error, locale)}
    </Banner>
  )
}
