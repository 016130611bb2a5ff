import { ChevronDown, Library } from 'lucide-react'
import { useState } from 'react'

import { Popover } from '@/components/ui/popover'
import { threadsWords } from '@/features/threads/words'
import type { BaseRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type BasePopoverProps = {
  bases: readonly BaseRead[]
  pressed: readonly string[]
  disabled: boolean
  onToggle: (id: string) => void
  onAll: () => void
}

const ROW = 'flex items-center gap-2 rounded-md px-2 py-1.5 hover:bg-sunken'

/** Where there are many bases: a button that says which are asked, and the list behind it. */
export function BasePopover({ bases, pressed, disabled, onToggle, onAll }: BasePopoverProps) {
  const t = useWords(threadsWords)
  const [open, setOpen] = useState(false)
  const chosen = bases.filter((base) => pressed.includes(base.kb_id))
  const said = chosen.length > 2 ? t.someBases(chosen.length) : chosen.map((b) => b.name).join(', ')
  return (
    <Popover
      label={t.bases}
      align="start"
      open={open}
      onOpenChange={setOpen}
      className="max-h-[min(24rem,80dvh)] w-72 p-1"
      trigger={
        <button
          type="button"
          disabled={disabled}
          className="inline-flex h-8 max-w-64 min-w-0 items-center gap-1.5 rounded-full border px-3 text-sm hover:bg-sunken disabled:opacity-50"
        >
          <Library aria-hidden className="size-3.5 shrink-0 text-muted" />
          <span className="sr-only">{t.bases}: </span>
          <bdi className="truncate">{said || t.allBases}</bdi>
          <ChevronDown aria-hidden className="size-3.5 shrink-0 text-muted" />
        </button>
      }
    >
      <label className={ROW}>
        <input type="checkbox" checked={pressed.length === 0} onChange={onAll} />
        {t.allBases}
      </label>
      {bases.map((base) => (
        <label key={base.kb_id} className={ROW}>
          <input
            type="checkbox"
            checked={pressed.includes(base.kb_id)}
            onChange={() => {
              onToggle(base.kb_id)
            }}
          />
          <bdi className="truncate">{base.name}</bdi>
        </label>
      ))}
    </Popover>
  )
}
