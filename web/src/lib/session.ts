import { queryClient } from '@/lib/query-client'

const REFRESH = '/api/auth/refresh'
const LOGGING_IN = '/api/auth'
const KEY = 'folioscope.session'

let refreshing: Promise<boolean> | null = null

// Whoever logs in or out in one tab does so in all of them.
addEventListener('storage', (event) => {
  if (event.key === KEY) void lookAgain()
})

/** Have the page find out anew who is at it. */
export function lookAgain() {
  return queryClient.invalidateQueries({ queryKey: ['auth'] })
}

/** Tell the other tabs that somebody came, or that nobody is here any more. */
export function tellOtherTabs(isIn: boolean) {
  try {
    localStorage.setItem(KEY, isIn ? String(Date.now()) : '')
  } catch {
    // A browser that keeps nothing: the other tabs find out when they ask for something.
  }
}

/** Whether somebody logged in on this browser and has not logged out, as far as it can tell. */
export function wasLoggedIn(): boolean {
  try {
    return Boolean(localStorage.getItem(KEY))
  } catch {
    return true
  }
}

/** New cookies for those that ran out: once for all who ask meanwhile, one tab after the other. */
export function refreshed(): Promise<boolean> {
  refreshing ??= inTurn(refresh).finally(() => {
    refreshing = null
  })
  return refreshing
}

async function refresh(): Promise<boolean> {
  const headers = { 'content-type': 'application/json' }
  return (await fetch(REFRESH, { method: 'POST', headers, body: '{}' })).ok
}

async function inTurn(work: () => Promise<boolean>): Promise<boolean> {
  // Locks are there on https and on this machine only; the server forgives two at once.
  if (!('locks' in navigator)) return work()
  return await navigator.locks.request('folioscope.refresh', work)
}

/** `fetch` by the cookies of a login, which are renewed where they ran out. */
export async function fetchAsUser(request: Request): Promise<Response> {
  if (new URL(request.url).pathname.startsWith(LOGGING_IN)) return fetch(request)
  // Read once and sent as it is: the two halves of a clone would be streams, which no tool shows.
  const body = await request.arrayBuffer()
  const send = () => fetch(new Request(request, body.byteLength ? { body } : {}))
  const response = await send()
  if (response.status !== 401) return response
  if (await refreshed()) return send()
  void lookAgain()
  return response
}
