import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'
import type { OpenedDocument } from '@/lib/opened-document'

export function documentQuery(id: string) {
  return queryOptions({
    queryKey: ['documents', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/documents/{document_id}', { params: { path: { document_id: id } }, signal }),
      ),
  })
}

/** The text of the page that is open; without a number that of the passage, or the first. */
export function pageQuery({ doc, page, chunk }: OpenedDocument) {
  return queryOptions({
    queryKey: ['documents', doc, 'page', page ?? null, chunk ?? null],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/documents/{document_id}/text', {
          params: { path: { document_id: doc }, query: { page, chunk } },
          signal,
        }),
      ),
    staleTime: 60_000,
  })
}

export function fileAddress(id: string): string {
  return `/api/documents/${encodeURIComponent(id)}/file`
}

export function pictureAddress(id: string, page: number, scale: number): string {
  return `/api/documents/${encodeURIComponent(id)}/pages/${page}.png?scale=${scale}`
}
