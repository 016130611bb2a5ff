import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'

import { narrowingOf, type OfferParams } from '@/features/offers/offer-params'
import { answerOf, api } from '@/lib/api-client'
import type { BoardCreate, BoardRead, OfferSearch, Selection } from '@/lib/schema.gen'

const AT_ONCE = 50
const FOUND = 20
const POLLED_MS = 3_000
const SELDOM_MS = 20_000

/** The run of a look at a board that is under way. */
export function runOf({ last_sync: last }: Pick<BoardRead, 'last_sync'>): string | null {
  const isOver = !last || ['done', 'failed', 'cancelled'].includes(last.state)
  return isOver ? null : last.run_id
}

export const boardsQuery = queryOptions({
  queryKey: ['boards'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/boards', { signal })),
  select: (list) => list.boards,
  refetchInterval: ({ state }) => (state.data?.boards.some(runOf) ? POLLED_MS : SELDOM_MS),
})

export const looksQuery = (board: string) =>
  queryOptions({
    queryKey: ['boards', board, 'looks'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/boards/{board}/syncs', { params: { path: { board } }, signal })),
    select: (list) => list.syncs,
  })

/** The offers that fit, the newest first, some at a time. */
export const offersQuery = (params: OfferParams) => {
  const narrowing = narrowingOf(params)
  return infiniteQueryOptions({
    queryKey: ['offers', 'list', narrowing],
    queryFn: ({ signal, pageParam: after }) =>
      answerOf(
        api.GET('/api/offers', {
          params: { query: { ...narrowing, limit: AT_ONCE, after } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
}

/** The offers that fit a query best, by meaning and by words. */
export const foundQuery = (params: OfferParams) => {
  const body = { query: params.q, k: FOUND, ...narrowingOf(params) } as OfferSearch
  return queryOptions({
    queryKey: ['offers', 'found', body],
    queryFn: ({ signal }) => answerOf(api.POST('/api/offers/search', { body, signal })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
}

export const offerQuery = (offerId: string) =>
  queryOptions({
    queryKey: ['offers', 'one', offerId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/offers/{offer_id}', { params: { path: { offer_id: offerId } }, signal }),
      ),
  })

function postLook(board: string) {
  const params = { path: { board } }
  return answerOf(api.POST('/api/boards/{board}/sync', { params, body: { since: null } }))
}

/** Add a board and look at it for the first time; what keeps it from that is told at the board. */
export function useAddBoard() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (body: BoardCreate) => {
      const board = await answerOf(api.POST('/api/boards', { body }))
      await postLook(board.board_id).catch(() => undefined)
      return board
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['boards'] })
      void client.invalidateQueries({ queryKey: ['bases'] })
    },
  })
}

export function useBoardActions(board: string) {
  const client = useQueryClient()
  const params = { path: { board } }
  const onSettled = () => client.invalidateQueries({ queryKey: ['boards'] })
  const sync = useMutation({
    mutationFn: () => postLook(board),
    onSettled,
  })
  const change = useMutation({
    mutationFn: (seconds: number | null) =>
      answerOf(api.PATCH('/api/boards/{board}', { params, body: { every_seconds: seconds } })),
    onSettled,
  })
  const remove = useMutation({
    mutationFn: () => answerOf(api.DELETE('/api/boards/{board}', { params })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['offers'] })
      void client.invalidateQueries({ queryKey: ['bases'] })
      return onSettled()
    },
  })
  return { sync, change, remove }
}

export function useStopRun() {
  return useMutation({
    mutationFn: (runId: string) =>
      answerOf(api.POST('/api/runs/{run_id}/cancel', { params: { path: { run_id: runId } } })),
  })
}

/** Begin to summarise some offers, or else the newest that fit. */
export function useSummarise() {
  return useMutation({
    mutationFn: (selection: Partial<Selection>) =>
      answerOf(api.POST('/api/offers/summarise', { body: selection as Selection })),
  })
}
