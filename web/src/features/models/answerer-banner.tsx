import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Info, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { IconButton } from '@/components/ui/icon-button'
import { modelsWords } from '@/features/models/words'
import { languageModelsQuery } from '@/lib/queries/language-models'
import { useWords } from '@/lib/words'

const KEY = 'folioscope.answerer-banner'
const ConnectWays = lazy(async () => ({
  default: (await import('@/features/models/connect-ways')).ConnectWays,
}))

/** Where no language model is set: what answers are then, and how to change it. */
export function AnswererBanner() {
  const t = useWords(modelsWords)
  const { data: models } = useQuery(languageModelsQuery)
  const [dismissed, setDismissed] = useState(wasDismissed)
  const [open, setOpen] = useState(false)
  const answerer = models?.find((model) => model.is_default)
  if (dismissed || answerer?.provider !== 'extractive') return null
  return (
    <aside aria-label={t.connect} className="rounded-lg border bg-surface text-sm">
      <div className="flex items-start gap-2.5 py-1 ps-3 pe-1">
        <Info aria-hidden className="mt-1.5 size-4 shrink-0 text-muted" />
        <p className="min-w-0 flex-1 py-1 text-muted">
          {t.bannerText}{' '}
          <button
            type="button"
            aria-expanded={open}
            onClick={() => {
              setOpen(!open)
            }}
            className="inline-flex items-center gap-1 text-start font-medium text-accent"
          >
            {t.connect}
            <ChevronDown aria-hidden className={`size-3.5 ${open ? 'rotate-180' : ''}`} />
          </button>
        </p>
        <IconButton
          icon={X}
          size="small"
          label={t.dismiss}
          onClick={() => {
            dismiss()
            setDismissed(true)
          }}
        />
      </div>
      {open && (
        <Suspense>
          <div className="border-t p-3">
            <ConnectWays />
          </div>
        </Suspense>
      )}
    </aside>
  )
}

function wasDismissed() {
  try {
    return sessionStorage.getItem(KEY) !== null
  } catch {
    return false
  }
}

function dismiss() {
  try {
    sessionStorage.setItem(KEY, '1')
  } catch {
    // It is gone for as long as the page is open.
  }
}
