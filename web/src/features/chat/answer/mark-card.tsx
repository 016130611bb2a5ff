import * as Popover from '@radix-ui/react-popover'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

import type { CardCalls } from '@/features/chat/answer/answer-context'
import { Quote } from '@/features/chat/answer/quote'
import { answerWords } from '@/features/chat/answer/words'
import type { Citation } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const OPENS_AFTER_MS = 120
const CLOSES_AFTER_MS = 160

type Shown = { mark: HTMLElement; citation: Citation }

/** One card for all marks of an answer: it waits a little, and stays while the pointer is on it. */
export function useMarkCard() {
  const [shown, setShown] = useState<Shown | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const after = useCallback((ms: number, next: Shown | null) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      setShown(next)
    }, ms)
  }, [])
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  const calls: CardCalls = useMemo(
    () => ({
      show: (mark, citation) => {
        after(OPENS_AFTER_MS, { mark, citation })
      },
      hide: () => {
        after(CLOSES_AFTER_MS, null)
      },
    }),
    [after],
  )
  const keep = useCallback(() => {
    clearTimeout(timer.current)
  }, [])
  const close = useCallback(() => {
    clearTimeout(timer.current)
    setShown(null)
  }, [])
  return { shown, calls, keep, close }
}

type MarkCardProps = {
  id: string
  shown: Shown
  keep: () => void
  hide: () => void
  close: () => void
}

/** What stands behind a mark: the document, the page, and the words. */
export function MarkCard({ id, shown, keep, hide, close }: MarkCardProps) {
  const t = useWords(answerWords)
  const { citation, mark } = shown
  const anchor = useMemo(() => ({ current: mark }), [mark])
  const stay = (event: Event) => {
    event.preventDefault()
  }
  return (
    <Popover.Root open onOpenChange={close}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          id={id}
          role="tooltip"
          side="top"
          sideOffset={6}
          collisionPadding={8}
          onOpenAutoFocus={stay}
          onCloseAutoFocus={stay}
          onPointerEnter={keep}
          onPointerLeave={hide}
          className="z-50 flex max-h-72 w-[min(24rem,calc(100vw-1rem))] flex-col gap-1.5 overflow-y-auto rounded-lg border bg-surface p-3 text-sm shadow-lg"
        >
          <span className="font-semibold wrap-anywhere">
            <bdi>{citation.document}</bdi>
          </span>
          <span className="text-xs wrap-anywhere text-muted">
            <bdi>{citation.path}</bdi>
            {citation.page !== null && <>, {t.page(citation.page)}</>}
            {' · '}
            <bdi>{citation.kb}</bdi>
          </span>
          <Quote citation={citation} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
