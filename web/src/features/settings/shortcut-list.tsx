import { shortcutWords } from '@/features/settings/shortcut-words'
import { SHORTCUTS, type Shortcut } from '@/lib/shortcuts'
import { useWords } from '@/lib/words'

const NAMES = Object.keys(SHORTCUTS) as Shortcut[]

/** Every key of the page and what it does. */
export function ShortcutList() {
  const t = useWords(shortcutWords)
  const rows = [
    { what: t.send, keys: ['Enter'] },
    { what: t.newLine, keys: ['Shift', 'Enter'] },
    ...NAMES.map((name) => ({ what: t[name], keys: SHORTCUTS[name].keys })),
  ]
  return (
    <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2 text-sm">
      {rows.map(({ what, keys }) => (
        <div key={what} className="col-span-2 grid grid-cols-subgrid items-center">
          <dt>{what}</dt>
          <dd className="flex gap-1">
            {keys.map((key) => (
              <Key key={key} name={key} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const ON_A_MAC: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' }

function Key({ name }: { name: string }) {
  const { keys } = useWords(shortcutWords)
  const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)
  return (
    <kbd className="min-w-7 rounded-md border bg-sunken px-1.5 py-0.5 text-center font-sans text-xs">
      {(isMac ? ON_A_MAC[name] : undefined) ?? keys[name] ?? name}
    </kbd>
  )
}
