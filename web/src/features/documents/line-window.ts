const AT_ONCE = 1000

/** How often more lines were asked for, before and after those that are shown. */
export type More = { before: number; after: number }

/** Which lines of a long text are shown: some before the marked one, more after it. */
export function lineWindow(count: number, marked: number, more: More) {
  return {
    first: Math.max(0, marked - AT_ONCE * (0.5 + more.before)),
    last: Math.min(count, marked + AT_ONCE * (1 + more.after)),
  }
}
