import type { Locale } from '@/lib/words'

/** What the server answered instead: a problem document (RFC 9457), or no answer at all. */
export class Problem extends Error {
  constructor(
    /** Stable name of what happened; `unreachable` where nobody answered. */
    readonly code: string,
    message: string,
    readonly status: number,
    /** Seconds after which it is worth another try, where the server says so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message)
    this.name = 'Problem'
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('retry-after')) || null
  try {
    const body: unknown = await response.json()
    const told = body as { code?: unknown; detail?: unknown; title?: unknown }
    return new Problem(
      String(told.code ?? 'unknown'),
      String(told.detail ?? told.title ?? response.statusText),
      response.status,
      retryAfter,
    )
  } catch {
    return new Problem('unknown', response.statusText, response.status, retryAfter)
  }
}

const SENTENCES = {
  en: {
    unreachable: 'The server does not answer. Is it running? What you see is from before.',
    unknown: (status: number) => `The server failed (${status}). Its log tells more; try again.`,
  },
  fr: {
    unreachable: 'Le serveur ne répond pas. Est-il lancé ? Ce que vous voyez date d’avant.',
    unknown: (status: number) =>
      `Le serveur a échoué (${status}). Son journal en dit plus ; réessayez.`,
  },
}

/** An error as a sentence for the person at the page. */
export function sentenceOf(error: unknown, locale: Locale): string {
  const words = SENTENCES[locale]
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : String(error)
  if (error.code === 'unreachable') return words.unreachable
  // Which field of a request was refused says something to programs, not to people.
  return error.message.replace(/^body(\.\w+)*: /, '') || words.unknown(error.status)
}
