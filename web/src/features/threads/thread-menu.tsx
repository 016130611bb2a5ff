import { Archive, ArchiveRestore, Download, Ellipsis, Pencil, Trash2 } from 'lucide-react'

import { IconButton } from '@/components/ui/icon-button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { toast } from '@/components/ui/toaster'
import { listWords } from '@/features/threads/list-words'
import { useChangeThread } from '@/features/threads/queries'
import type { ThreadRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type ThreadMenuProps = {
  thread: ThreadRead
  title: string
  onRename: () => void
  onDelete: () => void
}

export const menuId = (threadId: string) => `chat-menu-${threadId}`

/** What can be done with a conversation; shown on the row that is pointed at or has the focus. */
export function ThreadMenu({ thread, title, onRename, onDelete }: ThreadMenuProps) {
  const t = useWords(listWords)
  const { mutate } = useChangeThread()
  const isArchived = Boolean(thread.archived_at)
  const archive = () => {
    const change = { archived: !isArchived }
    const said = isArchived ? t.didUnarchive : t.didArchive
    mutate(
      { threadId: thread.thread_id, change },
      {
        onSuccess: () => {
          toast(said)
        },
      },
    )
  }
  const trigger = (
    <IconButton
      id={menuId(thread.thread_id)}
      icon={Ellipsis}
      size="small"
      label={t.options(title)}
      className="absolute end-0.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
    />
  )
  return (
    <Menu trigger={trigger}>
      <MenuItem icon={Pencil} onSelect={onRename}>
        {t.rename}
      </MenuItem>
      <MenuItem icon={isArchived ? ArchiveRestore : Archive} onSelect={archive}>
        {isArchived ? t.unarchive : t.archive}
      </MenuItem>
      <MenuItem
        icon={Download}
        onSelect={() => {
          save(thread.thread_id, 'markdown')
        }}
      >
        {t.exportMarkdown}
      </MenuItem>
      <MenuItem
        icon={Download}
        onSelect={() => {
          save(thread.thread_id, 'json')
        }}
      >
        {t.exportJson}
      </MenuItem>
      <MenuItem icon={Trash2} danger onSelect={onDelete}>
        {t.delete}
      </MenuItem>
    </Menu>
  )
}

/** The server names the file. */
function save(threadId: string, format: 'markdown' | 'json') {
  const link = document.createElement('a')
  link.href = `/api/threads/${encodeURIComponent(threadId)}/export?format=${format}`
  link.download = ''
  link.click()
}
