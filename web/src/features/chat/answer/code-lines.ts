import type { Block } from '@/features/chat/answer/block-rules'
import { closesFence, lineAt } from '@/features/chat/answer/lines'

/** What stands between the fences, in the pieces of the block, and the language that is named. */
export function codeIn(block: Block, text: string) {
  const source = text.slice(block.start, block.end)
  const first = lineAt(source, source.search(/\S/) < 0 ? 0 : lineStart(source))
  const language = /^[`~]+[ \t]*([\w+#.-]{0,40})/.exec(first.text)?.[1] ?? ''
  const from = block.start + first.end + 1
  const to = from + lengthOfCode(text.slice(from, block.end), block.fence)
  const pieces = block.pieces
    .map(({ start, end }) => text.slice(Math.max(start, from), Math.min(end, to)))
    .map((piece, index, all) => (index < all.length - 1 ? piece.replace(/\n$/, '') : piece))
    .map((piece) => outdented(piece, first.indent))
  return { language, pieces: pieces.filter((piece, index) => piece !== '' || index === 0) }
}

/** Where the first line begins that is not blank. */
function lineStart(source: string): number {
  return source.lastIndexOf('\n', source.search(/\S/)) + 1
}

function lengthOfCode(rest: string, fence: string): number {
  const shown = rest.trimEnd()
  const last = lineAt(rest, shown.lastIndexOf('\n') + 1)
  if (closesFence(last, fence)) return Math.max(0, last.start - 1)
  return rest.endsWith('\n') ? rest.length - 1 : rest.length
}

/** Code is moved left by what its fence is moved right. */
function outdented(text: string, indent: number): string {
  return indent ? text.replace(new RegExp(`^ {1,${indent}}`, 'gm'), '') : text
}
