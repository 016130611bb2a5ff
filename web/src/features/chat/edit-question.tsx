import { useEffect, useId, useRef, useState } from 'react'

import { Button } from '@/components/ui/button'
import { GrowingTextarea } from '@/features/chat/growing-textarea'
import { tooManyCharacters } from '@/features/chat/question-length'
import { chatWords } from '@/features/chat/words'
import { useWords } from '@/lib/words'

type EditQuestionProps = {
  content: string
  onAsk: (content: string) => void
  onCancel: () => void
}

export function EditQuestion({ content, onAsk, onCancel }: EditQuestionProps) {
  const t = useWords(chatWords)
  const noteId = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(content)
  const over = tooManyCharacters(text)
  const isReady = text.trim() !== '' && over === 0
  useEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length)
  }, [])
  const ask = () => {
    if (isReady) onAsk(text.trim())
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        ask()
      }}
      className="flex flex-col gap-2 rounded-2xl border bg-surface p-3 focus-within:border-accent"
    >
      <label>
        <span className="sr-only">{t.editing}</span>
        <GrowingTextarea
          ref={field}
          value={text}
          onChange={setText}
          onSend={ask}
          aria-describedby={noteId}
          onEscape={onCancel}
        />
      </label>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p id={noteId} className={`flex-1 text-xs ${over ? 'text-danger' : 'text-muted'}`}>
          {over ? t.tooLong(over) : t.editNote}
        </p>
        <Button size="small" look="quiet" onClick={onCancel}>
          {t.cancel}
        </Button>
        <Button size="small" look="primary" type="submit" disabled={!isReady}>
          {t.askAgain}
        </Button>
      </div>
    </form>
  )
}
