import { useShortcut } from '@/lib/shortcuts'

/** Have keys lead from mark to mark through the conversation, whichever answer takes them. */
export function useCitationKeys(isThere: boolean) {
  useShortcut(
    'nextCitation',
    () => {
      step(1)
    },
    isThere,
  )
  useShortcut(
    'previousCitation',
    () => {
      step(-1)
    },
    isThere,
  )
}

function step(by: 1 | -1) {
  const marks = [...document.querySelectorAll<HTMLElement>('button[data-citation]')]
  const focused = document.activeElement
  const at = marks.findIndex((mark) => mark === focused)
  const next = at >= 0 ? marks[(at + by + marks.length) % marks.length] : nearest(marks, by)
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

/** The first that is seen, or the last when going back. */
function nearest(marks: readonly HTMLElement[], by: 1 | -1): HTMLElement | undefined {
  const isSeen = (mark: HTMLElement) => {
    const { top, bottom } = mark.getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  }
  return by === 1 ? (marks.find(isSeen) ?? marks[0]) : (marks.findLast(isSeen) ?? marks.at(-1))
}
