const OPENS_AFTER_MS = 400
const CLOSES_AFTER_MS = 100
/** The next one comes at once for so long after one was seen. */
const RECENT_MS = 300

/**
 * Tells which element with a `data-tooltip` is to show it, or null: the one that the pointer rests
 * on, also on the words themselves, or that the keyboard has led to.
 */
export function watchTooltips(show: (anchor: HTMLElement | null) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let shown: HTMLElement | null = null
  let next: HTMLElement | null = null
  let hiddenAt = -Infinity

  const turnTo = (anchor: HTMLElement | null, ms: number) => {
    clearTimeout(timer)
    next = anchor
    const turn = () => {
      if (shown && !anchor) hiddenAt = performance.now()
      if (shown !== anchor) show(anchor)
      shown = anchor
    }
    if (ms > 0) timer = setTimeout(turn, ms)
    else turn()
  }
  const hide = () => {
    turnTo(null, 0)
  }
  const onOver = ({ target, pointerType }: PointerEvent) => {
    if (pointerType === 'touch' || !(target instanceof Element)) return
    const anchor = target.closest('[data-tooltip-words]') ? shown : anchorOf(target)
    if (anchor === next) return
    const isRecent = shown !== null || performance.now() - hiddenAt < RECENT_MS
    turnTo(anchor, anchor ? (isRecent ? 0 : OPENS_AFTER_MS) : CLOSES_AFTER_MS)
  }
  const onFocus = ({ target }: FocusEvent) => {
    if (target instanceof Element && target.matches(':focus-visible')) turnTo(anchorOf(target), 0)
  }
  const onKey = ({ key }: KeyboardEvent) => {
    if (key === 'Escape' || key === 'Enter' || key === ' ') hide()
  }

  const leaving = new AbortController()
  const options = { signal: leaving.signal, capture: true, passive: true }
  document.addEventListener('pointerover', onOver, options)
  document.documentElement.addEventListener('pointerleave', hide, { signal: leaving.signal })
  document.addEventListener('pointerdown', hide, options)
  document.addEventListener('scroll', hide, options)
  document.addEventListener('focusin', onFocus, options)
  document.addEventListener('focusout', hide, options)
  document.addEventListener('keydown', onKey, options)
  return () => {
    clearTimeout(timer)
    leaving.abort()
  }
}

const anchorOf = (element: Element) => element.closest<HTMLElement>('[data-tooltip]')
