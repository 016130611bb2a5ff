import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { MessageSquareText } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toaster'
import { writeAsked, type AskedOffers } from '@/features/offers/asking/asked-offers'
import { scopeQuery } from '@/features/offers/asking/use-asked-offers'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'

type AskButtonProps = {
  text: string
  look?: 'primary' | 'plain'
  size?: 'normal' | 'small'
  /** Null where there is nothing to ask about. */
  asked: AskedOffers | null
}

/** Opens a new chat that is narrowed to offers; where they are is looked up first. */
export function AskButton({ text, asked, ...rest }: AskButtonProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { locale } = usePreferences()
  const [isOpening, setIsOpening] = useState(false)
  const open = async (about: AskedOffers) => {
    setIsOpening(true)
    try {
      await client.ensureQueryData(scopeQuery(about))
      // The chat reads it from the address; the types know of what all pages have.
      const search: object = { offers: writeAsked(about) }
      await navigate({ to: '/chat', search })
    } catch (error) {
      setIsOpening(false)
      toast(sentenceOf(error, locale))
    }
  }
  return (
    <Button
      {...rest}
      disabled={!asked || isOpening}
      onClick={() => {
        if (asked) void open(asked)
      }}
    >
      <MessageSquareText aria-hidden className="size-4" />
      {text}
    </Button>
  )
}
