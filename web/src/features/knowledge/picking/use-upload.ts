import { useQueryClient } from '@tanstack/react-query'

import { toast } from '@/components/ui/toaster'
import { upload } from '@/features/knowledge/jobs/upload'
import type { Picked } from '@/features/knowledge/picking/picked-file'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import { limitsQuery } from '@/lib/queries/limits'

type Gathering = (onFound: (count: number) => void) => Promise<Picked>

/** Begins to take files in, checked by what the server says it takes. */
export function useUpload(kb: string) {
  const client = useQueryClient()
  const { locale } = usePreferences()
  return (gather: Gathering) => {
    client
      .fetchQuery(limitsQuery)
      .then((limits) => upload(kb, limits, gather))
      .catch((error: unknown) => {
        toast(sentenceOf(error, locale))
      })
  }
}
