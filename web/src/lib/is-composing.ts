/**
 * Whether a key belongs to a word that is still being composed. Safari says that it is over before
 * the Enter which ends it, and marks that key with the code that such keys always had.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229
}
