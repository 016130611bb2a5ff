import { marksIn } from '@/features/chat/answer/marks-in-text'
import type { Citation } from '@/lib/schema.gen'

/** The answer as Markdown, without the numbers of its sources. */
export function withoutCitations(text: string, citations: readonly Citation[]): string {
  const known = new Set(citations.map(({ n }) => n))
  return outsideCode(text, (prose) => {
    let kept = ''
    let at = 0
    for (const { start, end, numbers } of marksIn(prose)) {
      // What is a link is none, nor is a number that names no source.
      if (prose[end] === '(' || !numbers.every((number) => known.has(number))) continue
      kept += prose.slice(at, start).replace(/[ \u00a0\u202f]$/, '')
      at = end
    }
    return kept + prose.slice(at)
  })
}

/** The answer as Markdown, and below it what each number means. */
export function withCitations(text: string, citations: readonly Citation[]): string {
  const lines = citations.map((citation) => {
    const page = citation.page === null ? '' : `, p. ${citation.page}`
    const quote = citation.quote ? `: “${citation.quote.replace(/\s+/g, ' ').trim()}”` : ''
    return `[${citation.n}] ${citation.path}${page}${quote}`
  })
  return lines.length > 0 ? `${text.trimEnd()}\n\n${lines.join('  \n')}\n` : text
}

const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)/

function outsideCode(text: string, change: (prose: string) => string): string {
  return text
    .split(CODE)
    .map((part, index) => (index % 2 ? part : change(part)))
    .join('')
}
