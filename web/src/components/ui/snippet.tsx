import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

import { IconButton } from '@/components/ui/icon-button'
import { useWords } from '@/lib/words'

const words = {
  en: { copy: 'Copy', copied: 'Copied' },
  fr: { copy: 'Copier', copied: 'Copié' },
}

/** Lines to be typed or put into a file, as they are. */
export function Snippet({ text }: { text: string }) {
  const t = useWords(words)
  const [copied, setCopied] = useState(false)
  return (
    <div className="flex max-w-full min-w-0 items-start rounded-lg border bg-sunken">
      <pre
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
        tabIndex={0}
        className="min-w-0 flex-1 overflow-x-auto p-2 font-mono text-xs leading-5"
      >
        {text}
      </pre>
      <IconButton
        icon={copied ? Check : Copy}
        label={copied ? t.copied : t.copy}
        size="small"
        onClick={() => {
          void copy(text).then(setCopied)
        }}
      />
    </div>
  )
}

/** False where the browser has no clipboard for the page; the text can be marked by hand. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
