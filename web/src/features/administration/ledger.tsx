import type { ReactNode } from 'react'

type LedgerProps = {
  label: string
  columns: readonly string[]
  /** The cells of each row, under what tells it from the others. */
  rows: readonly { id: string; cells: readonly ReactNode[] }[]
}

/** A table that scrolls to the side where there is no room for it. */
export function Ledger({ label, columns, rows }: LedgerProps) {
  return (
    <div
      role="region"
      aria-label={label}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
      tabIndex={0}
      className="overflow-x-auto rounded-lg border bg-surface"
    >
      <table className="w-full text-start text-sm tabular-nums">
        <thead>
          <tr className="border-b">
            {columns.map((column) => (
              <th key={column} scope="col" className="px-3 py-2 text-start font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.map(({ id, cells }) => (
            <tr key={id}>
              {cells.map((cell, index) => (
                <td key={columns[index]} className="px-3 py-1.5">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
