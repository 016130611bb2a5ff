import { useState, type KeyboardEvent } from 'react'

const [NARROWEST, WIDEST, USUAL, STEP] = [25, 70, 40, 2]
const KEY = 'folioscope.document-width'

/** How wide the document is, in hundredths of the window; kept in the browser. */
export function useKeptWidth() {
  const [width, setWidth] = useState(() => bounded(Number(localStorage.getItem(KEY)) || USUAL))
  const keep = (wanted: number) => {
    const next = bounded(wanted)
    setWidth(next)
    localStorage.setItem(KEY, String(next))
  }
  return [width, keep] as const
}

function bounded(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)))
}

type ResizeHandleProps = { label: string; width: number; onResize: (width: number) => void }

/** The edge between the page and the document: dragged, or moved with the arrow keys. */
export function ResizeHandle({ label, width, onResize }: ResizeHandleProps) {
  const onKey = (event: KeyboardEvent) => {
    const moved: Record<string, number> = {
      ArrowLeft: width + STEP,
      ArrowRight: width - STEP,
      Home: WIDEST,
      End: NARROWEST,
    }
    const next = moved[event.key]
    if (next === undefined) return
    event.preventDefault()
    onResize(next)
  }
  return (
    // A separator that can be focused is a widget (ARIA 1.2), which the rules do not know yet.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="absolute inset-y-0 -left-1 z-10 hidden w-2 cursor-col-resize touch-none hover:bg-soft focus-visible:bg-soft lg:block"
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
        onResize(100 * (1 - event.clientX / innerWidth))
      }}
    />
  )
}
