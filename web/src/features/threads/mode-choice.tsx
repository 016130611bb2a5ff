import { useId } from 'react'

import type { ChatMode } from '@/features/threads/chat-choice'
import { threadsWords } from '@/features/threads/words'
import { useWords } from '@/lib/words'

type ModeChoiceProps = { mode: ChatMode; disabled: boolean; onChange: (mode: ChatMode) => void }

/** Hybrid or strict, each with what it means. */
export function ModeChoice({ mode, disabled, onChange }: ModeChoiceProps) {
  const t = useWords(threadsWords)
  const name = useId()
  const means = { hybrid: t.hybridMeans, strict: t.strictMeans }
  return (
    <fieldset disabled={disabled} className="flex h-8 rounded-lg border bg-sunken p-0.5 text-sm">
      <legend className="sr-only">{t.answers}</legend>
      {(['hybrid', 'strict'] as const).map((each) => (
        <label
          key={each}
          data-tooltip={means[each]}
          className="flex items-center rounded-md border border-transparent px-2.5 has-checked:border-line has-checked:bg-surface has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={each}
            checked={mode === each}
            aria-describedby={`${name}-${each}`}
            onChange={() => {
              onChange(each)
            }}
            className="sr-only"
          />
          {t[each]}
        </label>
      ))}
      <span id={`${name}-hybrid`} hidden>
        {t.hybridMeans}
      </span>
      <span id={`${name}-strict`} hidden>
        {t.strictMeans}
      </span>
    </fieldset>
  )
}
