import { Download, Eye, HardDrive, MoreHorizontal, RefreshCw, Trash2 } from 'lucide-react'

import { IconButton } from '@/components/ui/icon-button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { basePageWords } from '@/features/knowledge/base/base-page-words'
import { download } from '@/features/knowledge/documents/download'
import { useWords } from '@/lib/words'

export type BaseDialog = 'rebuild' | 'paths' | 'watch' | 'delete'

type BaseMenuProps = { kb: string; onChoose: (dialog: BaseDialog) => void }

/** What is done to a base now and then. */
export function BaseMenu({ kb, onChoose }: BaseMenuProps) {
  const t = useWords(basePageWords)
  const items = [
    { name: 'paths', icon: HardDrive, text: t.importPaths },
    { name: 'watch', icon: Eye, text: t.watch },
    { name: 'rebuild', icon: RefreshCw, text: t.rebuild },
  ] as const
  const exported = (files: boolean) => {
    download(`/api/kbs/${encodeURIComponent(kb)}/export?files=${String(files)}`)
  }
  return (
    <Menu trigger={<IconButton icon={MoreHorizontal} label={t.more} />}>
      {items.map(({ name, icon, text }) => (
        <MenuItem
          key={name}
          icon={icon}
          onSelect={() => {
            onChoose(name)
          }}
        >
          {text}
        </MenuItem>
      ))}
      <MenuItem
        icon={Download}
        onSelect={() => {
          exported(true)
        }}
      >
        {t.exportAll}
      </MenuItem>
      <MenuItem
        icon={Download}
        onSelect={() => {
          exported(false)
        }}
      >
        {t.exportText}
      </MenuItem>
      <MenuItem
        icon={Trash2}
        danger
        onSelect={() => {
          onChoose('delete')
        }}
      >
        {t.remove}
      </MenuItem>
    </Menu>
  )
}
