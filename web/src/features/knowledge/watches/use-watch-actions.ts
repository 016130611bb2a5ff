import { useMutation, useQueryClient } from '@tanstack/react-query'

import { toast } from '@/components/ui/toaster'
import { watchWords } from '@/features/knowledge/watches/watch-words'
import { answerOf, api } from '@/lib/api-client'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import type { WatchRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** Looking at a watched folder now, and watching it no longer. */
export function useWatchActions(kb: string, watch: WatchRead) {
  const t = useWords(watchWords)
  const { locale } = usePreferences()
  const client = useQueryClient()
  const onError = (error: unknown) => {
    toast(sentenceOf(error, locale))
  }
  const refresh = (isGone: boolean) =>
    client.invalidateQueries({
      queryKey: ['bases'],
      // The files of a folder that is watched no more are asked for in vain.
      predicate: ({ queryKey }) => !isGone || !queryKey.includes(watch.watch_id),
    })
  const look = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/kbs/{kb}/watches/{watch_id}/look', {
          params: { path: { kb, watch_id: watch.watch_id } },
        }),
      ),
    onSuccess: ({ outcome }) => {
      toast(t.outcomes[outcome] ?? outcome)
    },
    onError,
    onSettled: () => refresh(false),
  })
  const stop = useMutation({
    mutationFn: (remove: boolean) =>
      answerOf(
        api.DELETE('/api/kbs/{kb}/watches', {
          params: { path: { kb }, query: { watch: watch.watch_id, remove } },
        }),
      ),
    onSuccess: () => {
      toast(t.stopped(watch.path))
    },
    onError,
    onSettled: (_answer, error) => refresh(error === null),
  })
  return { look, stop }
}
