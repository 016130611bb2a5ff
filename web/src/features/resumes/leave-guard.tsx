import { useBlocker } from '@tanstack/react-router'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { profileWords } from '@/features/resumes/profile-words'
import { useWords } from '@/lib/words'

/** Asks before the page is left with changes that are not saved; a document may open beside it. */
export function LeaveGuard({ isChanged }: { isChanged: boolean }) {
  const t = useWords(profileWords)
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && current.pathname !== next.pathname,
    enableBeforeUnload: isChanged,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      title={t.leave}
      description={t.leaveHint}
      action={t.leaveAction}
      open={status === 'blocked'}
      onOpenChange={(isOpen) => {
        if (!isOpen) reset?.()
      }}
      onConfirm={() => proceed?.()}
    />
  )
}
