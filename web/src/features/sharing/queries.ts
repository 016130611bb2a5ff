import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'
import type { LinkChange, LinkCreate, ShareWrite } from '@/lib/schema.gen'

export const sharesQuery = (kb: string) =>
  queryOptions({
    queryKey: ['sharing', 'shares', kb],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/kbs/{kb}/shares', { params: { path: { kb } }, signal })),
    select: ({ shares }) => shares,
  })

/** The public chats over a base, of all that one has. */
export const linksQuery = (kbId: string) =>
  queryOptions({
    queryKey: ['sharing', 'links'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/links', { signal })),
    select: ({ links }) => links.filter(({ kb_id }) => kb_id === kbId),
  })

/** A change after which shares and links are looked up anew. */
function useChange<Told, Answer>(change: (told: Told) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['sharing'] }),
  })
}

export function useShare(kb: string) {
  return useChange((body: Partial<ShareWrite>) =>
    answerOf(
      api.PUT('/api/kbs/{kb}/shares', { params: { path: { kb } }, body: body as ShareWrite }),
    ),
  )
}

export function useUnshare(kb: string) {
  return useChange((share_id: string) =>
    answerOf(api.DELETE('/api/kbs/{kb}/shares/{share_id}', { params: { path: { kb, share_id } } })),
  )
}

export function usePublish() {
  return useChange((body: Partial<LinkCreate>) =>
    answerOf(api.POST('/api/links', { body: body as LinkCreate })),
  )
}

const at = (link_id: string) => ({ params: { path: { link_id } } })

export function useChangeLink(linkId: string) {
  return useChange((body: LinkChange) =>
    answerOf(api.PATCH('/api/links/{link_id}', { ...at(linkId), body })),
  )
}

export function useRemoveLink(linkId: string) {
  return useChange(() => answerOf(api.DELETE('/api/links/{link_id}', at(linkId))))
}
