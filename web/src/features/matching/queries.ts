import { keepPreviousData, queryOptions } from '@tanstack/react-query'

import type { KeptJob } from '@/features/matching/kept-job'
import { answerOf, api } from '@/lib/api-client'
import type {
  ExplanationWanted,
  JobWanted,
  MatchList,
  MatchWanted,
  RequirementRead,
} from '@/lib/schema.gen'

/** As many as the server answers at once. */
export const MOST_SHOWN = 500
const OFFERS_LISTED = 30

/** Open offers, those with such a title where one is told. */
export const offersQuery = (title: string) =>
  queryOptions({
    queryKey: ['matching', 'offers', title],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/offers', {
          params: { query: { titles: title ? [title] : [], limit: OFFERS_LISTED } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

/** What an offer, or the text of a job, asks for. */
export const askedQuery = (offer: string, job: KeptJob | null) =>
  queryOptions({
    queryKey: offer
      ? ['matching', 'asked', offer]
      : ['matching', 'asked', 'text', job?.title, job?.text],
    queryFn: ({ signal }) =>
      offer
        ? answerOf(
            api.GET('/api/offers/{offer_id}/requirements', {
              params: { path: { offer_id: offer } },
              signal,
            }),
          )
        : answerOf(
            api.POST('/api/requirements', {
              body: { title: job?.title ?? '', text: job?.text ?? '' },
              signal,
            }),
          ),
    enabled: offer !== '' || job !== null,
  })

export const matchesQuery = (wanted: MatchWanted | null) =>
  queryOptions({
    queryKey: ['matching', 'matches', wanted],
    queryFn: async ({ signal }) => {
      const asked = api.POST('/api/matches', { body: wanted ?? nothing, signal })
      // Its type tells less of boxes than the description of the server.
      return (await answerOf(asked)) as MatchList
    },
    enabled: wanted !== null,
    // A résumé may have been edited on another page a moment ago.
    staleTime: 0,
    placeholderData: keepPreviousData,
  })

const nothing: MatchWanted = { resumes: [], documents: [], kbs: [], offers: [], limit: 1 }

export function setRequirements(offerId: string, requirements: RequirementRead[]) {
  const params = { path: { offer_id: offerId } }
  return answerOf(
    api.PUT('/api/offers/{offer_id}/requirements', { params, body: { requirements } }),
  )
}

export function readRequirementsAgain(offerId: string) {
  const params = { path: { offer_id: offerId } }
  return answerOf(api.DELETE('/api/offers/{offer_id}/requirements', { params }))
}

export function startExplaining(body: ExplanationWanted) {
  return answerOf(api.POST('/api/matches/explain', { body }))
}

export function stopRun(runId: string) {
  return answerOf(api.POST('/api/runs/{run_id}/cancel', { params: { path: { run_id: runId } } }))
}

/** A comparison as a file that the server writes. */
export async function fileOf(wanted: MatchWanted, format: 'csv' | 'html'): Promise<Blob> {
  const params = { query: { format } }
  const { data } = await api.POST('/api/matches/file', { params, body: wanted, parseAs: 'blob' })
  return data as Blob
}

/** A pasted job as the server takes it: its text, or what somebody made of its requirements. */
export function jobWanted({ title, text, requirements }: KeptJob): JobWanted {
  return requirements ? { title, text: '', requirements } : { title, text }
}
