import { useState, type KeyboardEvent } from 'react'

const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** One stop for the Tab key in a whole grid; arrow keys lead from cell to cell. */
export function useGridKeys(rows: number, columns: number) {
  const [at, setAt] = useState<readonly [number, number]>([0, 0])
  const row = Math.min(at[0], rows - 1)
  const column = Math.min(at[1], columns - 1)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = STEPS[event.key]
    const isCell = event.target instanceof HTMLElement && event.target.dataset.cell !== undefined
    if (!step || !isCell) return
    event.preventDefault()
    const next = [clamp(row + step[0], rows), clamp(column + step[1], columns)] as const
    setAt(next)
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${next.join(' ')}"]`)?.focus()
  }
  const cell = (atRow: number, atColumn: number) => ({
    'data-cell': `${String(atRow)} ${String(atColumn)}`,
    tabIndex: atRow === row && atColumn === column ? 0 : -1,
    onFocus: () => {
      setAt([atRow, atColumn])
    },
  })
  return { onKeyDown, cell }
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value))
}
