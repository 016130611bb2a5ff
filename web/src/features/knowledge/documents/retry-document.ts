import { answerOf, api } from '@/lib/api-client'

/** Read a document once more that could not be read before. */
export function retryDocument(documentId: string) {
  const path = { document_id: documentId }
  return answerOf(api.POST('/api/documents/{document_id}/retry', { params: { path } }))
}
