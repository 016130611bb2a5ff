import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, History, Library, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { IconButton } from '@/components/ui/icon-button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { toast } from '@/components/ui/toaster'
import { boardWords } from '@/features/offers/boards/board-words'
import { LooksDialog } from '@/features/offers/boards/looks-dialog'
import { useBoardActions } from '@/features/offers/queries'
import { useFormat } from '@/lib/format'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import type { BoardRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** What is seldom done with a board. */
export function BoardMenu({ board }: { board: BoardRead }) {
  const t = useWords(boardWords)
  const { locale } = usePreferences()
  const { number } = useFormat()
  const navigate = useNavigate()
  const { remove } = useBoardActions(board.board_id)
  const [shown, setShown] = useState<'looks' | 'remove' | null>(null)
  const { name } = board
  const count = board.open + board.closed
  const close = (isOpen: boolean) => {
    if (!isOpen) setShown(null)
  }
  return (
    <>
      <Menu trigger={<IconButton icon={Ellipsis} label={t.more(name)} />}>
        <MenuItem
          icon={History}
          onSelect={() => {
            setShown('looks')
          }}
        >
          {t.looks}
        </MenuItem>
        <MenuItem
          icon={Library}
          onSelect={() => {
            void navigate({ to: '/bases/$kb', params: { kb: board.kb_id ?? name } })
          }}
        >
          {t.toBase}
        </MenuItem>
        <MenuItem
          icon={Trash2}
          danger
          onSelect={() => {
            setShown('remove')
          }}
        >
          {t.remove}
        </MenuItem>
      </Menu>
      <LooksDialog board={board} open={shown === 'looks'} onOpenChange={close} />
      <ConfirmDialog
        title={t.removeTitle(name)}
        description={t.removeText(count, number(count))}
        action={t.removeAct}
        open={shown === 'remove'}
        onOpenChange={close}
        onConfirm={() => {
          remove.mutate(undefined, {
            onSuccess: () => {
              toast(t.removed(name))
            },
            onError: (error) => {
              toast(sentenceOf(error, locale))
            },
          })
        }}
      />
    </>
  )
}
