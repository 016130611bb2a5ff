import { useEffect, type ReactNode } from 'react'

type PageFrameProps = { title: string; actions?: ReactNode; children: ReactNode }

/** A page other than the chat: its heading, what can be done on it, its content. */
export function PageFrame({ title, actions, children }: PageFrameProps) {
  useEffect(() => {
    document.title = `${title} · Folioscope`
  }, [title])
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5 p-4 md:p-8">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-semibold">{title}</h1>
        {actions}
      </div>
      {children}
    </div>
  )
}
