import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toaster'
import { listWords } from '@/features/threads/list-words'
import { forgetThread, useDeleteThread } from '@/features/threads/queries'
import { menuId } from '@/features/threads/thread-menu'
import type { ThreadRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type DeleteThreadProps = { thread: ThreadRead | null; onClose: () => void }

/** Asks, deletes, and leaves the conversation where it is the one that is shown. */
export function DeleteThread({ thread, onClose }: DeleteThreadProps) {
  const t = useWords(listWords)
  const navigate = useNavigate()
  const { threadId: shown } = useParams({ strict: false })
  const { mutate } = useDeleteThread()
  const focusSoon = useFocusSoon()
  const close = () => {
    if (thread) focusSoon(() => document.getElementById(menuId(thread.thread_id)))
    onClose()
  }
  const remove = (threadId: string) => {
    const row = document.getElementById(menuId(threadId))?.closest('li')
    const beside = row?.nextElementSibling ?? row?.previousElementSibling
    if (shown !== threadId) focusSoon(() => beside?.querySelector('a') ?? null)
    forgetThread(threadId)
    // Left first: what is shown would be asked for once more when it is gone.
    const left = shown === threadId ? navigate({ to: '/chat' }) : Promise.resolve()
    void left.then(() => {
      mutate(threadId, {
        onSuccess: () => {
          toast(t.deleted)
        },
      })
    })
  }
  return (
    <ConfirmDialog
      title={t.deleteTitle}
      description={t.deleteMeans(thread?.title ?? t.untitled)}
      action={t.delete}
      open={thread !== null}
      onOpenChange={close}
      onConfirm={() => {
        if (thread) remove(thread.thread_id)
      }}
    />
  )
}

/**
 * Move the focus once the dialog is gone, which would put it elsewhere; not where the row, or the
 * whole list, is gone, too. Of two wishes both are tried, the later one last.
 */
function useFocusSoon() {
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>())
  useEffect(() => {
    const waiting = timers.current
    return () => {
      waiting.forEach(clearTimeout)
    }
  }, [])
  return (find: () => HTMLElement | null) => {
    timers.current.add(setTimeout(() => find()?.focus(), 50))
  }
}
