import { useEffect, useRef, useState, type KeyboardEvent } from 'react'

import { listWords } from '@/features/threads/list-words'
import { isComposing } from '@/lib/is-composing'
import { useWords } from '@/lib/words'

const LONGEST = 200

type RenameFieldProps = {
  title: string
  /** The new title, or null if it stays; `byKey` where the focus should go back to the row. */
  onDone: (renamed: string | null, byKey: boolean) => void
}

/** In the place of the row: Enter or leaving it keeps the new title, Escape the old one. */
export function RenameField({ title, onDone }: RenameFieldProps) {
  const t = useWords(listWords)
  const [text, setText] = useState(title)
  const field = useRef<HTMLInputElement>(null)
  const isDone = useRef(false)

  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])

  const finish = (keep: boolean, byKey: boolean) => {
    // Its removal makes it lose the focus, too.
    if (isDone.current) return
    isDone.current = true
    const renamed = text.trim()
    onDone(keep && renamed && renamed !== title ? renamed : null, byKey)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent) || !['Enter', 'Escape'].includes(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    finish(event.key === 'Enter', true)
  }
  return (
    <input
      ref={field}
      aria-label={t.newTitle}
      value={text}
      dir="auto"
      maxLength={LONGEST}
      onChange={(event) => {
        setText(event.target.value)
      }}
      onKeyDown={onKeyDown}
      onBlur={() => {
        finish(true, false)
      }}
      className="h-9 w-full rounded-lg border bg-surface px-2.5 text-sm"
    />
  )
}
