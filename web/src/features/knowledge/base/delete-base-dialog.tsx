import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toaster'
import type { BaseDialogProps } from '@/features/knowledge/base/base-dialogs'
import { basePageWords } from '@/features/knowledge/base/base-page-words'
import { forgetJobs } from '@/features/knowledge/jobs/job-store'
import { answerOf, api } from '@/lib/api-client'
import { useFormat } from '@/lib/format'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import { useWords } from '@/lib/words'

/** Says what is lost with a base before it is deleted. */
export function DeleteBaseDialog({ base, ...dialog }: BaseDialogProps) {
  const t = useWords(basePageWords)
  const { number } = useFormat()
  const remove = useDeleteBase(base.name)
  return (
    <ConfirmDialog
      {...dialog}
      title={t.removeTitle}
      description={t.removeText(base.name, base.documents, number(base.documents))}
      action={t.removeIt}
      onConfirm={() => {
        remove.mutate()
      }}
    />
  )
}

function useDeleteBase(kb: string) {
  const t = useWords(basePageWords)
  const { locale } = usePreferences()
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/api/kbs/{kb}', { params: { path: { kb } } })),
    onSuccess: async () => {
      toast(t.removed(kb))
      forgetJobs(kb)
      await navigate({ to: '/bases' })
      // Only now: a page that shows it would ask for it again.
      client.removeQueries({ queryKey: ['bases', kb] })
      await client.invalidateQueries({ queryKey: ['bases'] })
    },
    onError: (error) => {
      toast(sentenceOf(error, locale))
    },
  })
}
