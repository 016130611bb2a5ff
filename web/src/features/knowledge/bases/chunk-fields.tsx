import { useState } from 'react'

import { TextField } from '@/components/ui/text-field'
import { baseWords } from '@/features/knowledge/bases/base-words'
import { useWords } from '@/lib/words'

export type ChunkProblem = 'chunkWrong' | 'overlapWrong'

const isWithin = (text: string, least: number, most: number) => {
  const value = Number(text)
  return text.trim() === '' || (Number.isInteger(value) && value >= least && value <= most)
}

/** What is wrong with how documents would be cut; empty fields are as the server is set. */
export function problemOfChunks(size: string, overlap: string): ChunkProblem | null {
  if (!isWithin(size, 100, 8000)) return 'chunkWrong'
  const most = size.trim() === '' ? 4000 : Math.min(4000, Number(size) - 1)
  return isWithin(overlap, 0, most) ? null : 'overlapWrong'
}

type ChunkFieldsProps = {
  size: string
  overlap: string
  problem: ChunkProblem | null
  onChange: (changed: { size?: string; overlap?: string }) => void
}

/** How documents are cut into passages: seldom changed, so that it is folded away. */
export function ChunkFields({ size, overlap, problem, onChange }: ChunkFieldsProps) {
  const t = useWords(baseWords)
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details
      open={isOpen || problem !== null}
      onToggle={(event) => {
        setIsOpen(event.currentTarget.open)
      }}
      className="rounded-lg border px-3 py-2"
    >
      <summary className="cursor-pointer text-sm font-medium">{t.advanced}</summary>
      <div className="flex flex-col gap-3 pt-3">
        <TextField
          label={t.chunkSize}
          hint={t.chunkSizeHint}
          error={problem === 'chunkWrong' ? t.chunkWrong : null}
          inputMode="numeric"
          value={size}
          onChange={(event) => {
            onChange({ size: event.target.value })
          }}
        />
        <TextField
          label={t.chunkOverlap}
          hint={t.chunkOverlapHint}
          error={problem === 'overlapWrong' ? t.overlapWrong : null}
          inputMode="numeric"
          value={overlap}
          onChange={(event) => {
            onChange({ overlap: event.target.value })
          }}
        />
      </div>
    </details>
  )
}
