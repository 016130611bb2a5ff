import { clsx } from 'clsx'
import { ArrowUp, Square } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode, type Ref } from 'react'

import { GrowingTextarea } from '@/features/chat/growing-textarea'
import { tooManyCharacters } from '@/features/chat/question-length'
import { chatWords } from '@/features/chat/words'
import { useWords } from '@/lib/words'

type ComposerProps = {
  value: string
  onChange: (value: string) => void
  onSend: (question: string) => void
  /** There where an answer is being written. */
  onStop: (() => void) | null
  isStopping: boolean
  /** Nothing can be sent now: a question is on its way, or being answered. */
  isBusy: boolean
  options: ReactNode
  ref: Ref<HTMLTextAreaElement>
}

/** Where questions are typed. */
export function Composer(props: ComposerProps) {
  const { value, onChange, onSend, onStop, isStopping, isBusy, options, ref } = props
  const t = useWords(chatWords)
  const hintId = useId()
  const over = tooManyCharacters(value)
  const isReady = !isBusy && value.trim() !== '' && over === 0
  const send = () => {
    if (isReady) onSend(value.trim())
  }
  const hint = over ? t.tooLong(over) : isBusy && value.trim() ? t.waitForAnswer : t.keys
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      className="flex flex-col gap-1"
    >
      <div className="flex flex-col gap-2 rounded-2xl border bg-surface p-2 shadow-sm focus-within:border-accent">
        <label className="px-2 pt-1">
          <span className="sr-only">{t.question}</span>
          <GrowingTextarea
            ref={ref}
            value={value}
            onChange={onChange}
            onSend={send}
            placeholder={t.placeholder}
            aria-describedby={hintId}
            aria-invalid={over > 0 || undefined}
          />
        </label>
        <div className="flex items-end justify-between gap-2">
          <div className="min-w-0 flex-1">{options}</div>
          <SendButton onStop={onStop} isStopping={isStopping} isReady={isReady} hintId={hintId} />
        </div>
      </div>
      <p
        id={hintId}
        aria-live={over ? 'polite' : undefined}
        className={clsx(
          'px-3 text-xs',
          over ? 'text-danger' : 'text-muted',
          // There Enter is on a keyboard of glass, and does as that says.
          hint === t.keys && 'pointer-coarse:sr-only',
        )}
      >
        {hint}
      </p>
    </form>
  )
}

type SendButtonProps = {
  onStop: (() => void) | null
  isStopping: boolean
  isReady: boolean
  hintId: string
}

/** One button for both, so that whoever has the focus on it keeps it. */
function SendButton({ onStop, isStopping, isReady, hintId }: SendButtonProps) {
  const t = useWords(chatWords)
  const button = useRef<HTMLButtonElement>(null)
  const isDisabled = onStop ? isStopping : !isReady
  useEffect(() => {
    // A browser takes the focus from what is disabled; the place to type is next to it.
    if (isDisabled && document.activeElement === button.current) button.current?.blur()
  }, [isDisabled])
  const Icon = onStop ? Square : ArrowUp
  return (
    <button
      ref={button}
      type={onStop ? 'button' : 'submit'}
      onClick={onStop ?? undefined}
      disabled={isDisabled}
      aria-label={onStop ? (isStopping ? t.stopping : t.stop) : t.send}
      title={onStop ? t.stop : t.send}
      aria-describedby={isDisabled ? hintId : undefined}
      className="inline-flex size-9 shrink-0 items-center justify-center rounded-xl bg-accent text-on-accent transition-opacity hover:opacity-90 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted"
    >
      <Icon aria-hidden className={onStop ? 'size-3.5 fill-current' : 'size-5'} />
    </button>
  )
}
