import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'
import { authQuery } from '@/lib/queries/auth'
import type { AcceptWanted, KeyCreate, LoginWanted, MeRead, SignUpWanted } from '@/lib/schema.gen'
import { tellOtherTabs } from '@/lib/session'

export const loginsQuery = queryOptions({
  queryKey: ['accounts', 'logins'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/users/me/logins', { signal })),
  select: ({ logins }) => logins,
})

export const keysQuery = queryOptions({
  queryKey: ['accounts', 'keys'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/keys', { signal })),
  select: ({ keys }) => keys,
})

/** Who comes in finds the page as they left it, somebody else a page of their own. */
function useComeIn() {
  const client = useQueryClient()
  return async (me: MeRead) => {
    const before = client.getQueryData(authQuery.queryKey)?.me ?? lastIn
    if (before && before.user_id !== me.user_id) client.clear()
    lastIn = me
    client.setQueryData(authQuery.queryKey, (auth) => auth && { ...auth, me })
    tellOtherTabs(true)
    await client.invalidateQueries()
  }
}

let lastIn: MeRead | null = null

export function useLogIn() {
  const comeIn = useComeIn()
  return useMutation({
    mutationFn: (body: LoginWanted) => answerOf(api.POST('/api/auth/login', { body })),
    onSuccess: comeIn,
  })
}

export function useSignUp() {
  const comeIn = useComeIn()
  return useMutation({
    mutationFn: (body: SignUpWanted) => answerOf(api.POST('/api/auth/sign-up', { body })),
    onSuccess: comeIn,
  })
}

export function useAccept() {
  return useMutation({
    mutationFn: (body: AcceptWanted) => answerOf(api.POST('/api/auth/accept', { body })),
    onSuccess: () => {
      // The invitation is spent, and its address leads nowhere any more.
      location.replace('/')
    },
  })
}

export function useLogOut() {
  return useMutation({
    mutationFn: () => answerOf(api.POST('/api/auth/logout', { body: {} as never })),
    onSuccess: () => {
      tellOtherTabs(false)
      // Nothing of what was on the page stays in it.
      location.assign('/')
    },
  })
}

export function useRename() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => answerOf(api.PATCH('/api/users/me', { body: { name } })),
    onSuccess: () => client.invalidateQueries({ queryKey: authQuery.queryKey }),
  })
}

export function useChangePassword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { current: string; new: string }) =>
      answerOf(api.PUT('/api/users/me/password', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: loginsQuery.queryKey }),
  })
}

export function useEndLogin() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (login_id: string) =>
      answerOf(api.DELETE('/api/users/me/logins/{login_id}', { params: { path: { login_id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: loginsQuery.queryKey }),
  })
}

export function useMakeKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: KeyCreate) => answerOf(api.POST('/api/keys', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  })
}

export function useRevokeKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (key_id: string) =>
      answerOf(api.DELETE('/api/keys/{key_id}', { params: { path: { key_id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  })
}
