import { fetchAsUser } from '@/lib/session'

/** Who somebody is on a page without a login: a token that is shown with each request. */
export type Bearer = {
  token: () => Promise<string>
  /** The server does not know the token any more. */
  onRefused: () => void
}

const OF_STRANGERS = '/api/public/'

let bearer: Bearer | null = null

/** Have what is asked from now on be asked by this token, and by no cookie. */
export function askAs(next: Bearer | null) {
  bearer = next
}

/** `fetch`, in the name of whom this page asks for. */
export async function fetchAs(request: Request): Promise<Response> {
  if (!bearer) return fetchAsUser(request)
  if (new URL(request.url).pathname.startsWith(OF_STRANGERS)) return fetch(request)
  const { token, onRefused } = bearer
  const headers = new Headers(request.headers)
  headers.set('authorization', `Bearer ${await token()}`)
  const response = await fetch(new Request(request, { headers, credentials: 'omit' }))
  if (response.status === 401) onRefused()
  return response
}
