export type Shape = { width: number; height: number }

/** Where a box [left, top, right, bottom] stands on a page, as shares that hold at every size. */
export function placeOf(box: readonly number[], { width, height }: Shape) {
  const [left = 0, top = 0, right = left, bottom = top] = box
  return {
    left: `${(100 * left) / width}%`,
    top: `${(100 * top) / height}%`,
    width: `${(100 * (right - left)) / width}%`,
    height: `${(100 * (bottom - top)) / height}%`,
  }
}
