import type { Element, ElementContent, Root, RootContent } from 'hast'

import type { Kind } from '@/features/chat/answer/block-rules'

export type UnwrapOptions = {
  kind: Kind
  /** Letters before the text that were added so that it is read as what it is a piece of. */
  lead: number
}

const WRAPPERS: Partial<Record<Kind, readonly string[]>> = {
  list: ['ul', 'ol'],
  table: ['table'],
  quote: ['blockquote'],
  paragraph: ['p'],
}

/** Leaves what is in a list, table, quote or paragraph: its element is around all of its pieces. */
export function rehypeUnwrap({ kind, lead }: UnwrapOptions) {
  const wrappers = WRAPPERS[kind]
  return (tree: Root) => {
    if (!wrappers) return
    tree.children = tree.children.flatMap((child): RootContent[] => {
      if (child.type !== 'element') return []
      if (!wrappers.includes(child.tagName)) return [strayIn(kind, child)]
      if (lead === 0) return child.children
      return kind === 'table' ? child.children.filter(isBody) : withoutLead(child.children, lead)
    })
  }
}

const isBody = (node: ElementContent) => node.type === 'element' && node.tagName === 'tbody'

function withoutLead([first, ...others]: ElementContent[], lead: number): ElementContent[] {
  if (first?.type !== 'text') return first ? [first, ...others] : []
  return [{ ...first, value: first.value.slice(lead) }, ...others]
}

/** Something else among the items or rows, as the end of an unfinished line may be for a moment. */
function strayIn(kind: Kind, stray: Element): Element {
  const within = (tagName: string, child: Element): Element => ({
    ...{ type: 'element', tagName, properties: {}, children: [child] },
  })
  if (kind === 'list') return within('li', stray)
  if (kind === 'table') return within('tbody', within('tr', within('td', stray)))
  return stray
}
