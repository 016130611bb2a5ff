import { reasonWords } from '@/features/knowledge/documents/reason-words'
import { usePreferences } from '@/lib/preferences'
import { useWords } from '@/lib/words'

type Reason = { code: string; message?: string; path?: string }

/** Why a file is not in the base, as a sentence: the server's own where it speaks the language. */
export function useReason() {
  const t = useWords(reasonWords)
  const { locale } = usePreferences()
  return ({ code, message: told, path }: Reason): string => {
    const message = told && withoutPath(told, path)
    const said = locale === 'en' ? (message ?? t[code]) : (t[code] ?? message)
    return said ?? code
  }
}

/** What stands beside a path need not begin with it. */
function withoutPath(message: string, path?: string): string {
  return path && message.startsWith(`${path} `) ? `It${message.slice(path.length)}` : message
}

/** The reason of a document or watched folder, of which the server tells no more than an object. */
export function readReason(reason: Record<string, unknown> | null): Reason | null {
  if (!reason) return null
  const message = typeof reason.message === 'string' ? reason.message : undefined
  return { code: String(reason.code ?? ''), message }
}
