const STEP = 0.5
const LARGEST = 4

/**
 * At which scale to ask for the picture of a page that is shown so many pixels wide. In steps, so
 * that a panel that is being resized does not have a new picture drawn at each pixel.
 */
export function pictureScale(shownWidth: number, points: number, pixelRatio: number): number {
  const wanted = (shownWidth * pixelRatio) / points
  return Math.min(LARGEST, Math.max(STEP, Math.ceil(wanted / STEP) * STEP))
}
