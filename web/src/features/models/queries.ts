import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'

/** Models for search: those that are here first. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/models', { signal })),
  select: (list) => list.models,
})

export function usePullModel() {
  return useMutation({
    mutationFn: (model: string) => answerOf(api.POST('/api/models', { body: { model } })),
  })
}

export function useTestModel() {
  return useMutation({
    mutationFn: (model: string) => answerOf(api.POST('/api/models/test', { body: { model } })),
  })
}

export function useRemoveModel() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) =>
      // The name holds slashes that are part of the address.
      answerOf(
        api.DELETE('/api/models/{name}', {
          params: { path: { name } },
          pathSerializer: () => `/api/models/${name.split('/').map(encodeURIComponent).join('/')}`,
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['models'] }),
  })
}

export function useStopRun() {
  return useMutation({
    mutationFn: (runId: string) =>
      answerOf(api.POST('/api/runs/{run_id}/cancel', { params: { path: { run_id: runId } } })),
  })
}
