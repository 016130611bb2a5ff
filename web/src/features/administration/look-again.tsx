import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { overviewQuery } from '@/features/administration/queries'
import { administrationWords } from '@/features/administration/words'
import { useWords } from '@/lib/words'

/** For who has just mended something and does not want to wait. */
export function LookAgain() {
  const t = useWords(administrationWords)
  const { refetch } = useQuery(overviewQuery)
  return (
    <Button size="small" onClick={() => void refetch()}>
      <RefreshCw aria-hidden className="size-4" />
      {t.lookAgain}
    </Button>
  )
}
