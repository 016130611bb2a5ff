import { useMutation, useQueryClient } from '@tanstack/react-query'

import { toast } from '@/components/ui/toaster'
import { retryDocument } from '@/features/knowledge/documents/retry-document'
import { followJob } from '@/features/knowledge/jobs/job-store'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'

type Failed = { path: string; documentId: string }

/** Has a failed document read once more, and follows how it goes. */
export function useRetry(kb: string) {
  const client = useQueryClient()
  const { locale } = usePreferences()
  return useMutation({
    mutationFn: ({ documentId }: Failed) => retryDocument(documentId),
    onSuccess: ({ run_id: runId }, { path, documentId }) => {
      followJob('retry', kb, { runId, accepted: 1, documents: { [path]: documentId } })
      void client.invalidateQueries({ queryKey: ['bases'] })
    },
    onError: (error) => {
      toast(sentenceOf(error, locale))
    },
  })
}
