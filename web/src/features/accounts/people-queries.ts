import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'
import type { AccountChange, InvitationCreate } from '@/lib/schema.gen'

export const peopleQuery = queryOptions({
  queryKey: ['accounts', 'people'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/users', { signal })),
  select: ({ users }) => users,
})

export const invitationsQuery = queryOptions({
  queryKey: ['accounts', 'invitations'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/invitations', { signal })),
  select: ({ invitations }) => invitations,
})

const one = (user_id: number) => ({ params: { path: { user_id } } })

export function useChangeAccount(userId: number) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: AccountChange) =>
      answerOf(api.PATCH('/api/users/{user_id}', { ...one(userId), body })),
    onSuccess: () => client.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  })
}

export function useDeleteAccount(userId: number) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/api/users/{user_id}', one(userId))),
    onSuccess: () => client.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  })
}

export function useInvite() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Partial<InvitationCreate>) =>
      answerOf(api.POST('/api/invitations', { body: body as InvitationCreate })),
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })
}

export function useWithdraw() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (invitation_id: string) =>
      answerOf(
        api.DELETE('/api/invitations/{invitation_id}', { params: { path: { invitation_id } } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })
}
