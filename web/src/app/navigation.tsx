import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  BriefcaseBusiness,
  ChartNoAxesColumn,
  CircleUser,
  FileSearch,
  IdCard,
  Library,
  ListChecks,
  Server,
  Settings,
  SquarePen,
  Users,
  type LucideIcon,
} from 'lucide-react'

import { shellWords } from '@/app/shell-words'
import { authQuery } from '@/lib/queries/auth'
import { useWords } from '@/lib/words'

const PAGES = [
  { to: '/bases', icon: Library, name: 'bases' },
  { to: '/offers', icon: BriefcaseBusiness, name: 'offers' },
  { to: '/resumes', icon: IdCard, name: 'resumes' },
  { to: '/fit', icon: ListChecks, name: 'fit' },
  { to: '/search', icon: FileSearch, name: 'search' },
  { to: '/evaluations', icon: ChartNoAxesColumn, name: 'evaluations' },
  { to: '/settings', icon: Settings, name: 'settings' },
] as const

const LOOK =
  'flex h-9 shrink-0 items-center gap-2.5 rounded-lg px-2.5 text-sm hover:bg-surface aria-[current=page]:bg-surface aria-[current=page]:font-semibold'
const ICON_LOOK =
  'flex size-10 items-center justify-center rounded-lg text-muted hover:bg-surface hover:text-ink aria-[current=page]:bg-surface aria-[current=page]:text-ink'

type PlaceProps = { to: string; icon: LucideIcon; name: string; iconOnly: boolean; exact?: boolean }

/** Where there is no room for the name it is read out, and shown when the pointer rests on it. */
function Place({ to, icon: Icon, name, iconOnly, exact = false }: PlaceProps) {
  const activeOptions = { exact, includeSearch: false }
  if (!iconOnly) {
    return (
      <Link to={to} className={LOOK} activeOptions={activeOptions}>
        <Icon aria-hidden className="size-4 text-muted" />
        {name}
      </Link>
    )
  }
  return (
    <Link
      to={to}
      aria-label={name}
      data-tooltip={name}
      className={ICON_LOOK}
      activeOptions={activeOptions}
    >
      <Icon aria-hidden className="size-5" />
    </Link>
  )
}

export function NewChatLink({ iconOnly = false }: { iconOnly?: boolean }) {
  const t = useWords(shellWords)
  return <Place to="/chat" icon={SquarePen} name={t.newChat} iconOnly={iconOnly} exact />
}

export function Navigation({ iconsOnly = false }: { iconsOnly?: boolean }) {
  const t = useWords(shellWords)
  return (
    <nav aria-label={t.pages} className="flex flex-col gap-0.5 border-t pt-2">
      {PAGES.map(({ to, icon, name }) => (
        <Place key={to} to={to} icon={icon} name={t[name]} iconOnly={iconsOnly} />
      ))}
      <OfAccounts iconOnly={iconsOnly} />
    </nav>
  )
}

/** How the server is, for who looks after it; where there are accounts, one's own and everybody's. */
function OfAccounts({ iconOnly }: { iconOnly: boolean }) {
  const t = useWords(shellWords)
  const { data: auth } = useQuery(authQuery)
  if (!auth?.me) return null
  const hasAccounts = auth.mode !== 'off'
  const looksAfter = auth.me.role !== 'member'
  return (
    <>
      {looksAfter && <Place to="/server" icon={Server} name={t.server} iconOnly={iconOnly} />}
      {hasAccounts && looksAfter && (
        <Place to="/people" icon={Users} name={t.people} iconOnly={iconOnly} />
      )}
      {hasAccounts && (
        <Place to="/account" icon={CircleUser} name={auth.me.name} iconOnly={iconOnly} />
      )}
    </>
  )
}
