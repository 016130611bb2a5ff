import { useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query'

import { toast } from '@/components/ui/toaster'
import { documentWords } from '@/features/knowledge/documents/document-words'
import { documentsQuery } from '@/features/knowledge/queries'
import { answerOf, api } from '@/lib/api-client'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import type { DocumentList, DocumentRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type Pages = InfiniteData<DocumentList, string>

function without(pages: Pages, id: string): Pages {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      documents: page.documents.filter((each) => each.document_id !== id),
    })),
  }
}

/** Takes a document out of the list at once, and puts it back if the server refuses. */
export function useRemoveDocument(kb: string) {
  const client = useQueryClient()
  const t = useWords(documentWords)
  const { locale } = usePreferences()
  const { queryKey } = documentsQuery(kb)
  return useMutation({
    mutationFn: ({ document_id: document }: DocumentRead) =>
      answerOf(
        api.DELETE('/api/kbs/{kb}/documents', { params: { path: { kb }, query: { document } } }),
      ),
    onMutate: async ({ document_id: id }) => {
      await client.cancelQueries({ queryKey })
      const before = client.getQueryData<Pages>(queryKey)
      client.setQueryData<Pages>(queryKey, (pages) => pages && without(pages, id))
      return before
    },
    onError: (error, _document, before) => {
      client.setQueryData(queryKey, before)
      toast(sentenceOf(error, locale))
    },
    onSuccess: (_answer, { path }) => {
      toast(t.removed(path))
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['bases'] }),
  })
}
