import { memo, type ComponentProps, type ReactNode } from 'react'
import Markdown, { type Components, type ExtraProps } from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'

import { ALLOWED } from '@/features/chat/answer/allowed'
import type { Kind } from '@/features/chat/answer/block-rules'
import { CodeBlock } from '@/features/chat/answer/code-block'
import type { Flawed } from '@/features/chat/answer/code-points'
import { FlawedText } from '@/features/chat/answer/flawed-text'
import { Marks } from '@/features/chat/answer/mark'
import { rehypeUnwrap } from '@/features/chat/answer/rehype-unwrap'
import { rehypeWeave } from '@/features/chat/answer/rehype-weave'
import { remarkOurs } from '@/features/chat/answer/remark-ours'
import { safeAddress } from '@/features/chat/answer/safe-address'
import { TableBox } from '@/features/chat/answer/table-box'
import { isTooMuch } from '@/features/chat/answer/too-much'

type Drawn<Tag extends keyof React.JSX.IntrinsicElements> = ComponentProps<Tag> & ExtraProps

function Link({ href, children }: Drawn<'a'>) {
  const address = safeAddress(href)
  if (!address) return <>{children}</>
  return (
    <a href={address} title={address} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

function Fenced({ node, children }: Drawn<'pre'>) {
  const code = node?.children[0]
  if (code?.type !== 'element') return <pre>{children}</pre>
  const name = code.properties.className
  const language = Array.isArray(name) ? String(name[0] ?? '').replace(/^language-/, '') : ''
  const inner = code.children[0]
  const text = inner?.type === 'text' ? inner.value.replace(/\n$/, '') : ''
  return (
    <CodeBlock language={language} textOf={() => text}>
      {text}
    </CodeBlock>
  )
}

function textIn(node: ExtraProps['node']): string {
  const child = node?.children[0]
  return child?.type === 'text' ? child.value : ''
}

const COMPONENTS: Components = {
  // The page has a heading, and each answer its own: those of the text come below.
  h1: 'h3',
  h2: 'h4',
  h3: 'h5',
  h4: 'h6',
  h5: 'h6',
  a: Link,
  pre: Fenced,
  table: ({ children }: Drawn<'table'>) => <TableBox>{children}</TableBox>,
  button: ({ node }: Drawn<'button'>) => (
    <Marks
      raw={textIn(node)}
      numbers={String(node?.properties.dataNumbers).split(' ').map(Number)}
    />
  ),
  span: ({ node, children }: Drawn<'span'>) => (
    <FlawedText
      flaw={node?.properties.dataGrounding === 'doubtful' ? 'doubtful' : 'unsupported'}
      isLast={node?.properties.dataLast === ''}
    >
      {children}
    </FlawedText>
  ),
}

export type PieceProps = {
  kind: Kind
  source: string
  /** What stands before `source` so that it is read as a piece of its block; not shown. */
  lead: string
  /** Whether the element of the block is around this piece already. */
  isInside: boolean
  /** Places in `source`. */
  flaws: readonly Flawed[]
}

function drawn({ kind, source, lead, isInside, flaws }: PieceProps): ReactNode {
  if (isTooMuch(source)) return plain(kind, source, isInside)
  const read = lead + source
  const shifted = flaws.map((flaw) => ({
    ...{ flaw: flaw.flaw, start: flaw.start + lead.length, end: flaw.end + lead.length },
  }))
  try {
    return Markdown({
      children: read,
      components: COMPONENTS,
      // Addresses are judged where they are drawn.
      urlTransform: (address) => address,
      remarkPlugins: [remarkGfm, remarkOurs],
      rehypePlugins: [
        [rehypeSanitize, ALLOWED],
        [rehypeWeave, { source: read, flaws: shifted }],
        ...(isInside
          ? [[rehypeUnwrap, { kind, lead: lead.length }] as [typeof rehypeUnwrap, object]]
          : []),
      ],
    })
  } catch {
    // Something that its readers cannot cope with is still something that was said.
    return plain(kind, source, isInside)
  }
}

function plain(kind: Kind, source: string, isInside: boolean): ReactNode {
  const text = <span className="whitespace-pre-wrap">{source.trimEnd()}</span>
  if (isInside && kind === 'list') return <li>{text}</li>
  if (isInside && kind === 'table')
    return (
      <tbody>
        <tr>
          <td>{text}</td>
        </tr>
      </tbody>
    )
  return isInside && kind === 'paragraph' ? text : <p>{text}</p>
}

const areSame = (one: PieceProps, other: PieceProps) =>
  one.kind === other.kind &&
  one.source === other.source &&
  one.lead === other.lead &&
  one.isInside === other.isInside &&
  one.flaws.length === other.flaws.length &&
  one.flaws.every((flaw, index) => {
    const its = other.flaws[index]
    return its?.start === flaw.start && its.end === flaw.end && its.flaw === flaw.flaw
  })

/** A piece of markdown, read anew only when it changes. */
export const PieceView = memo((props: PieceProps) => drawn(props), areSame)
