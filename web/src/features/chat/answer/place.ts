import type { OpenedDocument } from '@/lib/opened-document'

/** A place in a document that an answer leads to: a citation is one, a person of a pool another. */
export type Place = {
  document_id: string
  page?: number | null
  chunk_id?: string
  quote?: string | null
  quote_start?: number | null
  quote_end?: number | null
}

export type OnOpen = (place: Place) => void

/** Where the document is opened: at the quote where there is one, else at the passage. */
export function openedAt(place: Place): OpenedDocument {
  const from = place.quote_start ?? undefined
  const to = place.quote_end ?? undefined
  const opened = { doc: place.document_id, page: place.page ?? undefined }
  if (place.quote && from !== undefined && to !== undefined) return { ...opened, from, to }
  return { ...opened, chunk: place.chunk_id }
}
