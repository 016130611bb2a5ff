/** A line of a text, without its end. `isWhole` tells that nothing can be added to it any more. */
export type Line = { start: number; end: number; isWhole: boolean; indent: number; text: string }

/** Longer lines are looked at by their beginning: nothing that opens a block is that long. */
const LOOKED_AT = 1_000

export function lineAt(text: string, start: number): Line {
  const found = text.indexOf('\n', start)
  const end = found < 0 ? text.length : found
  let at = start
  let indent = 0
  for (; at < end; at++) {
    const letter = text[at]
    if (letter === ' ') indent += 1
    else if (letter === '\t') indent += 4 - (indent % 4)
    else break
  }
  const shown = text.slice(at, Math.min(end, at + LOOKED_AT)).trimEnd()
  return { start, end, isWhole: found >= 0, indent, text: shown }
}

const RULE = /^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/
const HEADING = /^#{1,6}(?:[ \t]|$)/
const FENCE = /^(?:(`{3,})[^`]*|(~{3,}).*)$/
const MARKER = /^([0-9]{0,9})([-+*.)])([ \t]+|$)/
const DELIMITERS = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/

export const isBlank = (line: Line) => line.text === ''
export const isRule = (line: Line) => line.indent < 4 && RULE.test(line.text)
export const isHeading = (line: Line) => line.indent < 4 && HEADING.test(line.text)
export const isQuote = (line: Line) => line.indent < 4 && line.text.startsWith('>')

/** The row of dashes under the head of a table. */
export const isDelimiters = (line: Line) =>
  line.indent < 4 && line.text.includes('-') && DELIMITERS.test(line.text)

/** The backticks or tildes that open code. */
export function fenceOf(line: Line): string | null {
  const found = line.indent < 4 ? FENCE.exec(line.text) : null
  return found?.[1] ?? found?.[2] ?? null
}

export function closesFence(line: Line, fence: string): boolean {
  if (line.indent > 3 || line.text.length < fence.length) return false
  const letter = fence[0] ?? '`'
  return line.text === letter.repeat(line.text.length)
}

export type Marker = {
  /** Items belong to the same list if they have the same. */
  sign: string
  number: number | null
  /** From this indent on, lines belong to the item. */
  content: number
  isEmpty: boolean
}

export function markerOf(line: Line): Marker | null {
  const found = line.indent > 3 || isRule(line) ? null : MARKER.exec(line.text)
  if (!found) return null
  const [, digits = '', sign = '', blanks = ''] = found
  if ((digits === '') !== /[-+*]/.test(sign)) return null
  const width = digits.length + 1
  return {
    sign,
    number: digits ? Number(digits) : null,
    content: line.indent + width + paddingOf(blanks),
    isEmpty: blanks === '',
  }
}

/** More than four blanks are code in the item, none an item that begins with the next line. */
const paddingOf = (blanks: string) => (blanks.length > 4 ? 1 : Math.max(1, blanks.length))

/** Whether the line may yet become another thing when more of it comes. */
export function mayBecomeMarker(line: Line): boolean {
  return !line.isWhole && /^(?:[0-9]{1,9}[.)]?|([-+*])[-+*_ \t]*)$/.test(line.text)
}

/** Whether a paragraph ends before this line, for certain. */
export function interrupts(line: Line): boolean {
  if (line.indent > 3) return false
  if (isQuote(line) || line.text.startsWith('~~~')) return true
  if (line.isWhole && (fenceOf(line) || isRule(line))) return true
  if (isHeading(line)) return line.isWhole || /[ \t]/.test(line.text)
  return beginsList(line)
}

/** Whether a list begins in the middle of a paragraph: it has to begin with something, and at 1. */
function beginsList(line: Line): boolean {
  const marker = mayBecomeMarker(line) ? null : markerOf(line)
  return marker !== null && !marker.isEmpty && (marker.number ?? 1) === 1
}

/** The number of cells in a row of a table. */
export function cellsOf(row: string): number {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/\\\||\|$/g, '')
  return inner.split('|').length
}
