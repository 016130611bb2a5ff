import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { Navigation, NewChatLink } from '@/app/navigation'
import { Chats } from '@/features/threads/chats'

/** Brand, conversations, pages: beside the page, or in a drawer on narrow screens. */
export function Sidebar({ closeButton }: { closeButton: ReactNode }) {
  return (
    <div className="flex h-full w-64 max-w-[85vw] flex-col gap-2 overflow-y-auto border-e bg-sunken p-3">
      <div className="flex items-center justify-between">
        <Link to="/chat" className="flex items-center gap-2 rounded-lg px-1 font-semibold">
          <img src="/icon.svg" alt="" className="size-6" />
          Folioscope
        </Link>
        {closeButton}
      </div>
      <NewChatLink />
      <Chats />
      <Navigation />
    </div>
  )
}
