const AWAY = 6
const MARGIN = 8

type Box = { left: number; top: number; width: number; height: number }
type Size = { width: number; height: number }

/** Above the anchor, or below it where there is no room; within the window. */
export function placeOfTooltip(anchor: Box, own: Size, window: Size) {
  const above = anchor.top - own.height - AWAY
  const middle = anchor.left + (anchor.width - own.width) / 2
  return {
    left: Math.max(MARGIN, Math.min(middle, window.width - own.width - MARGIN)),
    top: above >= MARGIN ? above : anchor.top + anchor.height + AWAY,
  }
}
