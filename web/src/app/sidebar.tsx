import { Link } from '@tanstack/react-router'

import { Navigation, NewChatLink } from '@/app/navigation'

/** Brand, conversations, pages: beside the page, or in a drawer on narrow screens. */
export function Sidebar() {
  return (
    <div className="flex h-full w-64 flex-col gap-2 border-r bg-sunken p-3">
      <Link to="/chat" className="flex items-center gap-2 px-1 font-semibold">
        <img src="/icon.svg" alt="" className="size-6" />
        Folioscope
      </Link>
      <NewChatLink />
      <div className="min-h-0 flex-1" />
      <Navigation />
    </div>
  )
}
