import type { Nodes, Parents, PhrasingContent, Root } from 'mdast'

import { safeAddress } from '@/features/chat/answer/safe-address'

/**
 * What is not read as markdown. HTML is text like any other. Definitions and footnotes would vanish
 * from where they stand. A line of dashes under a paragraph is meant as a rule, not as a heading.
 */
const DISABLED = [
  'htmlFlow',
  'htmlText',
  'definition',
  'gfmFootnoteCall',
  'gfmFootnoteDefinition',
  'gfmPotentialFootnoteCall',
  'setextUnderline',
]

type Processor = { data: () => object }

/** Markdown as answers use it: without HTML and without images. */
export function remarkOurs(this: Processor) {
  const data: { micromarkExtensions?: object[] } = this.data()
  data.micromarkExtensions ??= []
  data.micromarkExtensions.push({ disable: { null: DISABLED } })
  return (tree: Root) => {
    change(tree, false)
  }
}

function change(parent: Parents, isInCell: boolean) {
  const inCell = isInCell || parent.type === 'tableCell'
  parent.children = parent.children.flatMap((node: Nodes) => {
    if ('children' in node) change(node, inCell)
    return changed(node, inCell)
  }) as typeof parent.children
}

function changed(node: Nodes, isInCell: boolean): Nodes[] {
  switch (node.type) {
    case 'image':
      // Nothing is fetched from where a model says: what it is, and where it would be.
      return [{ type: 'text', value: `${node.alt ?? ''} (${node.url})`.trim() }]
    case 'link':
      // A link that nobody should follow from here is text, with all that it says.
      if (safeAddress(node.url)) return [node]
      return [...node.children, { type: 'text', value: ` (${node.url})` }]
    case 'text':
      return isInCell ? withBreaks(node.value) : [node]
    case 'list':
      // Whether blank lines stand between items changes nothing, since long lists come in pieces.
      node.spread = false
      for (const item of node.children) {
        item.spread = item.children.filter((child) => child.type === 'paragraph').length > 1
      }
      return [node]
    case 'listItem':
      tick(node)
      return [node]
    default:
      return [node]
  }
}

/** A cell has no other way to break a line than to name the element for it. */
function withBreaks(value: string): PhrasingContent[] {
  return value
    .split(/(<br ?\/?>)/i)
    .filter((part) => part !== '')
    .map((part) => (/^<br ?\/?>$/i.test(part) ? { type: 'break' } : { type: 'text', value: part }))
}

function tick(item: Extract<Nodes, { type: 'listItem' }>) {
  if (typeof item.checked !== 'boolean') return
  const box: PhrasingContent = { type: 'text', value: item.checked ? '☑ ' : '☐ ' }
  item.checked = null
  const first = item.children[0]
  if (first?.type === 'paragraph') first.children.unshift(box)
  else item.children.unshift({ type: 'paragraph', children: [box] })
}
