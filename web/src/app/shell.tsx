import { Outlet } from '@tanstack/react-router'
import { PanelLeftClose } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { flushSync } from 'react-dom'

import { Arrival } from '@/app/arrival'
import { Drawer } from '@/app/drawer'
import { NewChatLink } from '@/app/navigation'
import { Reachability } from '@/app/reachability'
import { shellWords } from '@/app/shell-words'
import { ShortcutHelp } from '@/app/shortcut-help'
import { Sidebar } from '@/app/sidebar'
import { SidebarRail, TOGGLE_ID } from '@/app/sidebar-rail'
import { useShellKeys } from '@/app/use-shell-keys'
import { useSidebar } from '@/app/use-sidebar'
import { IconButton } from '@/components/ui/icon-button'
import { useOpenedDocument } from '@/lib/opened-document'
import { useWords } from '@/lib/words'

const DocumentPanel = lazy(async () => ({
  default: (await import('@/features/documents/document-panel')).DocumentPanel,
}))

/** What every page stands in: the sidebar, the page, and a document beside it. */
export function Shell() {
  const t = useWords(shellWords)
  const sidebar = useSidebar()
  const { opened } = useOpenedDocument()
  const { findChat } = useShellKeys(sidebar.show)
  const toggle = (shown: boolean) => {
    flushSync(() => {
      sidebar.show(shown)
    })
    // The button of the same place, which does the opposite.
    document.getElementById(TOGGLE_ID)?.focus()
  }
  const hide = (
    <IconButton
      icon={PanelLeftClose}
      label={t.hideSidebar}
      size="small"
      id={TOGGLE_ID}
      aria-expanded
      onClick={() => {
        toggle(false)
      }}
    />
  )
  const rail = <SidebarRail onShow={() => toggle(true)} onFindChat={findChat} />
  return (
    <div className="flex h-dvh">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg border bg-surface p-2 focus:not-sr-only focus:absolute focus:m-2"
      >
        {t.skip}
      </a>
      {sidebar.isWide && (
        <header className="shrink-0">
          {sidebar.isShown ? <Sidebar closeButton={hide} /> : rail}
        </header>
      )}
      <div className="flex min-w-0 flex-1 flex-col">
        {!sidebar.isWide && (
          <header className="flex h-12 shrink-0 items-center gap-2 border-b px-2">
            <Drawer open={sidebar.isShown} onOpenChange={sidebar.show} />
            <span className="flex-1 font-semibold">Folioscope</span>
            <div className="has-aria-[current=page]:invisible">
              <NewChatLink iconOnly />
            </div>
          </header>
        )}
        <Reachability />
        <main id="content" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
          <Outlet />
        </main>
      </div>
      {opened && (
        <Suspense>
          <DocumentPanel />
        </Suspense>
      )}
      <Arrival />
      <ShortcutHelp />
    </div>
  )
}
