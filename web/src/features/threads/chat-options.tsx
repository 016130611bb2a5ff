import type { ReactNode } from 'react'

import { BaseChoice } from '@/features/threads/base-choice'
import type { ChatChoice } from '@/features/threads/chat-choice'
import { ModeChoice } from '@/features/threads/mode-choice'

type ChatOptionsProps = {
  value: ChatChoice
  onChange: (next: ChatChoice) => void
  disabled?: boolean
  /** Which model answers: another feature's part. */
  modelPicker?: ReactNode
}

/** What is asked and how, in a line under the question. */
export function ChatOptions({ value, onChange, disabled = false, modelPicker }: ChatOptionsProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <BaseChoice
        chosen={value.kbs}
        disabled={disabled}
        onChange={(kbs) => {
          onChange({ ...value, kbs })
        }}
      />
      <ModeChoice
        mode={value.mode}
        disabled={disabled}
        onChange={(mode) => {
          onChange({ ...value, mode })
        }}
      />
      {modelPicker}
    </div>
  )
}
