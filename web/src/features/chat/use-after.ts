import { useEffect, useState } from 'react'

/** Whether something has been so for as long as that. */
export function useAfter(milliseconds: number, isSo: boolean): boolean {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    if (!isSo) return
    const timer = setTimeout(setLong, milliseconds, true)
    return () => {
      clearTimeout(timer)
      setLong(false)
    }
  }, [milliseconds, isSo])
  return isSo && isLong
}
