import { useEffect, useState } from 'react'

type Moving = { gone: string; to: string | null }

/** Gives the focus to a neighbour once something that had it is gone from a list. */
export function useFocusAfter(ids: readonly string[], idOf: (id: string) => string, list: string) {
  const [moving, setMoving] = useState<Moving | null>(null)
  const isGone = moving !== null && !ids.includes(moving.gone)

  useEffect(() => {
    if (!moving || !isGone) return
    // After the dialog has given the focus back to what is there no more.
    const timer = setTimeout(() => {
      const target = document.getElementById(moving.to ? idOf(moving.to) : list)
      target?.focus()
      setMoving(null)
    })
    return () => {
      clearTimeout(timer)
    }
  }, [moving, isGone, idOf, list])

  return (gone: string) => {
    const at = ids.indexOf(gone)
    setMoving({ gone, to: ids[at + 1] ?? ids[at - 1] ?? null })
  }
}
