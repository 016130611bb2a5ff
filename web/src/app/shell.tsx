import { Outlet } from '@tanstack/react-router'

import { Drawer } from '@/app/drawer'
import { shellWords } from '@/app/shell-words'
import { Sidebar } from '@/app/sidebar'
import { useWords } from '@/lib/words'

/** What every page stands in: the sidebar, the page, and a document beside it. */
export function Shell() {
  const t = useWords(shellWords)
  return (
    <div className="flex h-dvh">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg border bg-surface p-2 focus:not-sr-only focus:absolute focus:m-2"
      >
        {t.skip}
      </a>
      <aside className="hidden md:block">
        <Sidebar />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-12 items-center gap-2 border-b px-2 md:hidden">
          <Drawer />
          <span className="font-semibold">Folioscope</span>
        </header>
        <main id="content" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
          <Outlet />
        </main>
      </div>
    </div>
  )
}
