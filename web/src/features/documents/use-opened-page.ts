import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { pageQuery } from '@/features/documents/queries'
import type { OpenedDocument } from '@/lib/opened-document'
import { Problem } from '@/lib/problem'

/** The page that is open: its text, if it has some, and what is marked of it. */
export function useOpenedPage(opened: OpenedDocument) {
  const { data, error, isPending, refetch } = useQuery(pageQuery(opened))
  const { from, to } = opened
  const isWithoutText = error instanceof Problem && error.code === 'page_text_not_found'
  const marks = useMemo(() => {
    if (from !== undefined && to !== undefined) return [{ start: from, end: to }]
    return data?.marked ?? []
  }, [from, to, data])
  return {
    page: data ?? null,
    place: data?.place ?? opened.page ?? 1,
    marks,
    isLoading: isPending,
    isWithoutText,
    error: isWithoutText ? null : error,
    retry: () => void refetch(),
  }
}
