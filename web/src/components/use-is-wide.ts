import { useSyncExternalStore } from 'react'

const WIDE = '(min-width: 48rem)'

/** Whether there is room for things beside each other: the `md` of the style sheet. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(WIDE)
      query.addEventListener('change', listener)
      return () => {
        query.removeEventListener('change', listener)
      }
    },
    () => matchMedia(WIDE).matches,
  )
}
