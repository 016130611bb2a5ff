import { useCallback, useEffect, useRef } from 'react'

/** One function for as long as the component is there, which does what the latest one does. */
export function useLatest<Arguments extends unknown[], Result>(
  act: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  return useCallback((...args: Arguments) => latest.current(...args), [])
}
