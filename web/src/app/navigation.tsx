import { Link } from '@tanstack/react-router'
import { ChartNoAxesColumn, Library, Search, Settings, SquarePen } from 'lucide-react'

import { shellWords } from '@/app/shell-words'
import { useWords } from '@/lib/words'

const PAGES = [
  { to: '/bases', icon: Library, name: 'bases' },
  { to: '/search', icon: Search, name: 'search' },
  { to: '/evaluations', icon: ChartNoAxesColumn, name: 'evaluations' },
  { to: '/settings', icon: Settings, name: 'settings' },
] as const

const LOOK =
  'flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm hover:bg-surface aria-[current=page]:bg-surface aria-[current=page]:font-semibold'

export function NewChatLink() {
  const t = useWords(shellWords)
  return (
    <Link
      to="/chat"
      className={`${LOOK} border bg-surface font-medium`}
      activeOptions={{ exact: true }}
    >
      <SquarePen aria-hidden className="size-4" />
      {t.newChat}
    </Link>
  )
}

export function Navigation() {
  const t = useWords(shellWords)
  return (
    <nav aria-label={t.pages} className="flex flex-col gap-0.5 border-t pt-2">
      {PAGES.map(({ to, icon: Icon, name }) => (
        <Link key={to} to={to} className={LOOK}>
          <Icon aria-hidden className="size-4 text-muted" />
          {t[name]}
        </Link>
      ))}
    </nav>
  )
}
