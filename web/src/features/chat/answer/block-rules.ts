import {
  closesFence,
  interrupts,
  isBlank,
  isQuote,
  markerOf,
  mayBecomeMarker,
  type Line,
} from '@/features/chat/answer/lines'

export type Kind =
  'paragraph' | 'heading' | 'rule' | 'indented' | 'code' | 'quote' | 'list' | 'table'

/** A block is cut into pieces that are rendered one by one, so that long ones cost no more. */
export type Piece = { start: number; end: number }

export type Block = {
  kind: Kind
  start: number
  end: number
  pieces: Piece[]
  /** Of code: what opened it. */
  fence: string
  /** Of a list: its sign, and the number of its first item where it has numbers. */
  sign: string
  first: number | null
  /** Of a table: head and delimiters, which each piece needs to be read. */
  head: string
}

/** A block to which lines may still be added. */
export type Open = Block & {
  /** From this indent on, a line belongs to the item of the list. */
  content: number
  wasBlank: boolean
  isClosed: boolean
  isInFence: boolean
  before: Line | null
  /** Lines that are not blank. */
  lines: number
}

type Rule = {
  /** Whether a line that is not blank belongs to the block. */
  stays: (open: Open, line: Line) => boolean
  /** Whether a piece of the block may begin with the line. */
  cuts?: (open: Open, line: Line) => boolean
  /** How long a piece is at the least. */
  enough?: number
  /** What changes with the line. */
  take?: (open: Open, line: Line) => void
}

const untilBlank = (open: Open, line: Line) => !open.wasBlank && !interrupts(line)

const isItem = (open: Open, line: Line) =>
  line.indent < open.content && !mayBecomeMarker(line) && markerOf(line) !== null

export const RULES: Record<Kind, Rule> = {
  paragraph: { stays: untilBlank },
  heading: { stays: () => false },
  rule: { stays: () => false },
  indented: { stays: (_, line) => line.indent > 3 },
  code: {
    stays: (open) => !open.isClosed,
    cuts: () => true,
    enough: 2_000,
    take: (open, line) => {
      if (open.before) open.isClosed = line.isWhole && closesFence(line, open.fence)
    },
  },
  quote: {
    stays: (open, line) => !open.wasBlank && (isQuote(line) || !interrupts(line)),
    cuts: (open) => !open.isInFence && open.before?.text === '>',
    enough: 1_000,
    take: (open, line) => {
      if (/^>[ \t]*(?:```|~~~)/.test(line.text)) open.isInFence = !open.isInFence
    },
  },
  list: {
    stays: (open, line) => {
      if (line.indent >= open.content || mayBecomeMarker(line)) return true
      const marker = markerOf(line)
      if (!marker) return untilBlank(open, line)
      return marker.sign === open.sign
    },
    cuts: isItem,
    enough: 300,
    take: (open, line) => {
      if (line.indent < open.content) open.content = markerOf(line)?.content ?? open.content
    },
  },
  // The delimiters under its head may look like a rule.
  table: {
    stays: (open, line) => open.lines === 1 || untilBlank(open, line),
    cuts: () => true,
    enough: 400,
  },
}

/** Take a line into the block, at the beginning of a new piece where there is enough in the last. */
export function take(open: Open, line: Line) {
  const rule = RULES[open.kind]
  if (open.before && !isBlank(line) && isEnough(open, line, rule) && rule.cuts?.(open, line)) {
    open.pieces.push({ start: line.start, end: line.end })
  }
  if (!open.isClosed) rule.take?.(open, line)
  open.wasBlank = isBlank(line)
  open.lines += open.wasBlank ? 0 : 1
  open.before = line
}

function isEnough({ pieces, head }: Open, line: Line, { enough = Infinity }: Rule): boolean {
  const last = pieces.at(-1)
  const wanted = pieces.length === 1 ? enough + head.length : enough
  return last !== undefined && line.start - last.start >= wanted
}
