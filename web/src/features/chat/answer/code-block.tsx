import { Check, Copy } from 'lucide-react'
import { useState, type ReactNode } from 'react'

import { answerWords } from '@/features/chat/answer/words'
import { toast } from '@/components/ui/toaster'
import { useWords } from '@/lib/words'

type CodeBlockProps = {
  /** As the fence names it; may be empty. */
  language: string
  /** The code, asked for when it is copied. */
  textOf: () => string
  children: ReactNode
}

export function CodeBlock({ language, textOf, children }: CodeBlockProps) {
  const t = useWords(answerWords)
  const [isCopied, setCopied] = useState(false)
  const Icon = isCopied ? Check : Copy
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(textOf())
      setCopied(true)
      setTimeout(() => {
        setCopied(false)
      }, 2_000)
    } catch {
      toast(t.notCopied)
    }
  }
  return (
    <div className="answer-code">
      <div className="answer-code-head">
        <bdi className="truncate">{language || t.code}</bdi>
        <button type="button" aria-label={t.copyCode} onClick={() => void copy()}>
          <Icon aria-hidden className="size-3.5" />
          {isCopied ? t.copied : t.copy}
        </button>
      </div>
      {/* What scrolls has to be reached by keys as well. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre dir="ltr" tabIndex={0} aria-label={t.code} role="region">
        <code>{children}</code>
      </pre>
    </div>
  )
}
