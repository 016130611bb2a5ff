import type { Element, ElementContent, Root, Text } from 'hast'

import { placesOf } from '@/features/chat/answer/alignment'
import type { Flawed } from '@/features/chat/answer/code-points'
import { marksIn } from '@/features/chat/answer/marks-in-text'

export type WeaveOptions = {
  /** What was read, with the places of `flaws` in it. */
  source: string
  flaws: readonly Flawed[]
}

const DIRECTED = new Set(['p', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'td', 'th'])

/** Puts marks of sources and sentences without one into the text; not into code. */
export function rehypeWeave({ source, flaws }: WeaveOptions) {
  return (tree: Root) => {
    const last = new Map<Flawed, Element>()
    weave(tree, false)
    // What is said of a sentence to those who do not see it is said once, after it.
    for (const element of last.values()) element.properties.dataLast = ''

    function weave(parent: Root | Element, isInLink: boolean) {
      let at = parent.position?.start.offset ?? 0
      parent.children = parent.children.flatMap((child) => {
        if (child.type === 'text') {
          // Between blocks, for those who read HTML as text.
          if (child.value === '\n' && !child.position) return []
          const place = placeOf(child, source, at)
          at = place.end
          return woven(child.value, place, isInLink)
        }
        if (child.type !== 'element') return []
        at = child.position?.end.offset ?? at
        if (DIRECTED.has(child.tagName)) child.properties.dir = 'auto'
        if (child.tagName !== 'code') weave(child, isInLink || child.tagName === 'a')
        return [child]
      })
    }

    function woven(value: string, place: Place, isInLink: boolean): ElementContent[] {
      const flawOf = flaws.length ? flawsIn(value, source, place, flaws) : () => null
      const parts: ElementContent[] = []
      let open: Element | null = null
      let openFlaw: Flawed | null = null
      const put = (part: ElementContent, flaw: Flawed | null) => {
        if (flaw !== openFlaw || (flaw && !open)) {
          openFlaw = flaw
          open = flaw && element('span', { dataGrounding: flaw.flaw }, [])
          if (open) parts.push(open)
          if (open && flaw) last.set(flaw, open)
        }
        if (open) open.children.push(part)
        else parts.push(part)
      }
      const putText = (start: number, end: number) => {
        for (let from = start; from < end;) {
          const flaw = flawOf(from)
          let to = from + 1
          while (to < end && flawOf(to) === flaw) to++
          put({ type: 'text', value: value.slice(from, to) }, flaw)
          from = to
        }
      }
      let from = 0
      for (const marks of isInLink ? [] : marksIn(value)) {
        putText(from, marks.start)
        const raw = value.slice(marks.start, marks.end)
        const properties = { dataNumbers: marks.numbers.join(' ') }
        put(element('button', properties, [{ type: 'text', value: raw }]), flawOf(marks.start))
        from = marks.end
      }
      putText(from, value.length)
      return parts
    }
  }
}

type Place = { start: number; end: number }

const element = (
  tagName: string,
  properties: Element['properties'],
  children: ElementContent[],
): Element => ({ type: 'element', tagName, properties, children })

/** Where a text stands; that of addresses found later is not told, and looked up. */
function placeOf(text: Text, source: string, at: number): Place {
  const start = text.position?.start.offset
  const end = text.position?.end.offset
  if (start !== undefined && end !== undefined) return { start, end }
  const found = source.indexOf(text.value, at)
  return found < 0 ? { start: at, end: at } : { start: found, end: found + text.value.length }
}

/** The flaw at each letter; where the letters cannot be told apart, one that touches the node. */
function flawsIn(value: string, source: string, place: Place, flaws: readonly Flawed[]) {
  const near = flaws.filter(({ start, end }) => start < place.end && end > place.start)
  if (near.length === 0) return () => null
  const places = placesOf(value, source, place.start, place.end)
  if (!places) return () => near[0] ?? null
  return (index: number) => {
    const at = places[index] ?? 0
    return near.find(({ start, end }) => start <= at && at < end) ?? null
  }
}
