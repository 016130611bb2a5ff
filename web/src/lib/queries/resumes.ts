import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'

const AT_ONCE = 200

/** The résumés of a base, or of all, some at a time. Whoever changes one invalidates `['resumes']`. */
export const resumesQuery = (kb: string | null) =>
  infiniteQueryOptions({
    queryKey: ['resumes', 'list', kb],
    queryFn: ({ signal, pageParam: after }) =>
      answerOf(
        api.GET('/api/resumes', { params: { query: { kb, limit: AT_ONCE, after } }, signal }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

/** The résumé that whoever looks at the page said to be their own; null where none is. */
export const ownResumeQuery = queryOptions({
  queryKey: ['resumes', 'own'],
  queryFn: async ({ signal }) => {
    // The list tells who it is: that nobody has said so is no error.
    const list = await answerOf(
      api.GET('/api/resumes', { params: { query: { limit: 1 } }, signal }),
    )
    return list.own === null ? null : answerOf(api.GET('/api/resumes/own', { signal }))
  },
})
