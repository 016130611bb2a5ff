import { PanelLeftOpen, Search } from 'lucide-react'

import { Navigation, NewChatLink } from '@/app/navigation'
import { shellWords } from '@/app/shell-words'
import { IconButton } from '@/components/ui/icon-button'
import { useWords } from '@/lib/words'

type SidebarRailProps = { onShow: () => void; onFindChat: () => void }

/** Of the button that shows the sidebar, or of the one that hides it. */
export const TOGGLE_ID = 'sidebar-toggle'

/** What is left of a sidebar that was put aside. */
export function SidebarRail({ onShow, onFindChat }: SidebarRailProps) {
  const t = useWords(shellWords)
  return (
    <div className="flex h-full flex-col items-center gap-0.5 border-e bg-sunken p-2">
      <IconButton
        id={TOGGLE_ID}
        icon={PanelLeftOpen}
        label={t.showSidebar}
        aria-expanded={false}
        onClick={onShow}
      />
      <NewChatLink iconOnly />
      <IconButton icon={Search} label={t.findChat} onClick={onFindChat} />
      <div className="flex-1" />
      <Navigation iconsOnly />
    </div>
  )
}
