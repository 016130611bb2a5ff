import type { Citation } from '@/lib/schema.gen'

/** Numbers in brackets that name a source, one or several; not those of code or of links. */
const MARKS = / ?\[(\d+(?:\s*,\s*\d+)*)\](?!\()/g

/** The answer as Markdown, without the numbers of its sources. */
export function withoutCitations(text: string, citations: readonly Citation[]): string {
  const known = new Set(citations.map(({ n }) => n))
  return outsideCode(text, (prose) =>
    prose.replace(MARKS, (mark, numbers: string) =>
      numbers.split(',').every((number) => known.has(Number(number))) ? '' : mark,
    ),
  )
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
