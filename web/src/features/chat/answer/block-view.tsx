import { memo } from 'react'

import type { Block } from '@/features/chat/answer/block-rules'
import { CodeBlock } from '@/features/chat/answer/code-block'
import { codeIn } from '@/features/chat/answer/code-lines'
import type { Flawed } from '@/features/chat/answer/code-points'
import { PieceView } from '@/features/chat/answer/piece-view'
import { TableBox } from '@/features/chat/answer/table-box'

type BlockProps = {
  block: Block
  /** What the block is cut from. */
  text: string
  flaws: readonly Flawed[]
}

function BlockInner({ block, text, flaws }: BlockProps) {
  if (block.kind === 'code') return <Code block={block} text={text} />
  const isInside = isWrapped(block)
  const pieces = block.pieces.map(({ start, end }, index) => (
    <PieceView
      key={start}
      kind={block.kind}
      source={text.slice(start, end)}
      lead={index === 0 ? '' : leadOf(block)}
      isInside={isInside}
      flaws={flawsWithin(flaws, start, end)}
    />
  ))
  if (!isInside) return pieces
  switch (block.kind) {
    case 'list':
      return block.first === null ? <ul>{pieces}</ul> : <ol start={block.first}>{pieces}</ol>
    case 'table':
      return <TableBox>{pieces}</TableBox>
    case 'quote':
      return <blockquote>{pieces}</blockquote>
    default:
      return <p dir="auto">{pieces}</p>
  }
}

const isWrapped = ({ kind, pieces }: Block) =>
  kind === 'list' || kind === 'table' || kind === 'quote' || pieces.length > 1

function leadOf({ kind, head }: Block): string {
  // A letter makes what follows a paragraph, whatever it begins with.
  return kind === 'paragraph' ? 'x' : head
}

function flawsWithin(flaws: readonly Flawed[], start: number, end: number): Flawed[] {
  return flaws
    .filter((flaw) => flaw.start < end && flaw.end > start)
    .map((flaw) => ({ ...flaw, start: flaw.start - start, end: flaw.end - start }))
}

function Code({ block, text }: { block: Block; text: string }) {
  const { language, pieces } = codeIn(block, text)
  return (
    <CodeBlock language={language} textOf={() => pieces.join('\n')}>
      {pieces.map((piece, index) => (
        <Lines key={index} text={piece} />
      ))}
    </CodeBlock>
  )
}

/** Lines with a box of their own, so that what comes after them does not lay them out anew. */
const Lines = memo(({ text }: { text: string }) => <span className="block">{text}</span>)
Lines.displayName = 'Lines'

const areSame = (one: BlockProps, other: BlockProps) =>
  one.flaws === other.flaws &&
  one.block.start === other.block.start &&
  one.block.end === other.block.end &&
  one.block.kind === other.block.kind &&
  one.block.pieces.length === other.block.pieces.length &&
  one.text.slice(one.block.start, one.block.end) ===
    other.text.slice(other.block.start, other.block.end)

export const BlockView = memo(BlockInner, areSame)
