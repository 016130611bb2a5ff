import { Pencil } from 'lucide-react'
import { useRef, useState } from 'react'

import { IconButton } from '@/components/ui/icon-button'
import { useConversationActions } from '@/features/chat/conversation-actions'
import { EditQuestion } from '@/features/chat/edit-question'
import { QuestionText } from '@/features/chat/question-text'
import { chatWords } from '@/features/chat/words'
import type { MessageRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type QuestionProps = {
  question: MessageRead
  /** False while it is on its way, or is being answered. */
  isEditable: boolean
}

/** What was asked, as it was typed, and asked otherwise where that is wanted. */
export function Question({ question, isEditable }: QuestionProps) {
  const t = useWords(chatWords)
  const { ask } = useConversationActions()
  const [edited, setEdited] = useState<string | null>(null)
  const wasEdited = useRef(false)
  const { message_id: id, content } = question
  // Another question in its place is not the one that was being edited.
  if (edited === id && isEditable) {
    return (
      <EditQuestion
        content={content}
        onCancel={() => {
          wasEdited.current = true
          setEdited(null)
        }}
        onAsk={(next) => {
          // What was typed is not lost where it cannot be asked now.
          if (ask({ content: next, replaces: id })) setEdited(null)
        }}
      />
    )
  }
  return (
    <div className="group flex flex-col items-end gap-1">
      <h2 className="sr-only">{t.you}</h2>
      <QuestionText text={content} />
      <div className="h-8">
        {isEditable && (
          <IconButton
            ref={(button) => {
              if (button && wasEdited.current) button.focus()
              wasEdited.current = false
            }}
            icon={Pencil}
            size="small"
            label={t.edit}
            className="opacity-60 group-hover:opacity-100 focus-visible:opacity-100"
            onClick={() => {
              setEdited(id)
            }}
          />
        )}
      </div>
    </div>
  )
}
