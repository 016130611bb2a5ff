import { RULES, take, type Block, type Kind, type Open } from '@/features/chat/answer/block-rules'
import {
  cellsOf,
  fenceOf,
  isBlank,
  isDelimiters,
  isHeading,
  isQuote,
  isRule,
  lineAt,
  markerOf,
  type Line,
} from '@/features/chat/answer/lines'
import { cutsOf } from '@/features/chat/answer/long-paragraphs'

/**
 * The blocks of a markdown text at its top level, in order and without gaps. Each but the last is
 * final: whatever is added to the text, it stays as it is. A block is rendered by itself, so that
 * nothing in one can change another: references and unclosed HTML reach no further than their block.
 */
export function blocks(text: string, from = 0): Block[] {
  const done: Block[] = []
  let open: Open | null = null
  for (let at = from; at < text.length;) {
    const line = lineAt(text, at)
    const found: Open | null = open ? blockOf(text, open, line) : opened(text, line, from)
    if (open && found !== open) done.push(closed(text, open, found?.start ?? line.start))
    open = found
    if (open) take(open, line)
    at = line.end + 1
  }
  if (open) done.push(closed(text, open, text.length))
  return done
}

/** The same as `blocks(text)`, where the blocks of its beginning are known. */
export function grown(before: readonly Block[], text: string): Block[] {
  const last = before.at(-1)
  return last ? [...before.slice(0, -1), ...blocks(text, last.start)] : blocks(text)
}

function opened(text: string, line: Line, start = line.start): Open | null {
  if (isBlank(line)) return null
  const kind = kindOf(text, line)
  return {
    ...{ kind, start, end: line.end, pieces: [{ start, end: line.end }] },
    fence: fenceOf(line) ?? '',
    ...(kind === 'list' ? listOf(line) : NO_LIST),
    head: kind === 'table' ? headOf(text, line) : '',
    ...{ wasBlank: false, isClosed: false, isInFence: false, before: null, lines: 0 },
  }
}

const NO_LIST = { sign: '', first: null, content: 0 }

function listOf(line: Line) {
  const marker = markerOf(line)
  return marker ? { sign: marker.sign, first: marker.number, content: marker.content } : NO_LIST
}

/** In the order in which they take precedence. */
const KINDS: readonly (readonly [Kind, (line: Line, text: string) => unknown])[] = [
  ['indented', (line) => line.indent > 3],
  ['code', fenceOf],
  ['quote', isQuote],
  ['rule', isRule],
  ['heading', isHeading],
  ['list', markerOf],
  ['table', (line, text) => headOf(text, line)],
]

function kindOf(text: string, line: Line): Kind {
  return KINDS.find(([, isIt]) => isIt(line, text))?.[0] ?? 'paragraph'
}

/** The first two lines of a table, if this is one. */
function headOf(text: string, line: Line): string {
  if (!line.isWhole || !line.text.includes('|')) return ''
  const under = lineAt(text, line.end + 1)
  if (!isDelimiters(under) || markerOf(under) || cellsOf(line.text) !== cellsOf(under.text)) {
    return ''
  }
  return text.slice(line.start, under.end) + '\n'
}

/** The block that this line begins, or the one it belongs to. */
function blockOf(text: string, open: Open, line: Line): Open | null {
  if (isBlank(line)) return open
  return (
    tableIn(text, open, line) ?? (RULES[open.kind].stays(open, line) ? open : opened(text, line))
  )
}

/** A table whose head was the last line of a paragraph for as long as no more was known. */
function tableIn(text: string, open: Open, line: Line): Open | null {
  const { before } = open
  const isUnderParagraph = open.kind === 'paragraph' && !open.wasBlank && before !== null
  if (!isUnderParagraph || !line.isWhole || before.start <= open.start) return null
  const table = isDelimiters(line) ? opened(text, before) : null
  return table?.kind === 'table' ? { ...table, before, lines: 1 } : null
}

function closed(text: string, open: Open, end: number): Block {
  const { kind, start, fence, sign, first, head } = open
  const known = open.pieces.map((piece) => piece.start)
  const starts = kind === 'paragraph' ? cutsOf(text, start, end) : known
  const pieces = starts.map((from, index) => ({ start: from, end: starts[index + 1] ?? end }))
  return { kind, start, end, pieces, fence, sign, first, head }
}
