import { Download } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { toast } from '@/components/ui/toaster'
import { listWords } from '@/features/offers/list-words'
import { narrowingOf, type OfferParams } from '@/features/offers/offer-params'
import { answerOf, api } from '@/lib/api-client'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import { useWords } from '@/lib/words'

const FORMATS = ['csv', 'jsonl', 'parquet', 'npz'] as const
type Format = (typeof FORMATS)[number]

/** The offers that fit as a file, in one of the forms that programs read. */
export function SaveMenu({ params, disabled }: { params: OfferParams; disabled: boolean }) {
  const t = useWords(listWords)
  const { locale } = usePreferences()
  const save = (format: Format) => {
    saveOffers(params, format).catch((error: unknown) => {
      toast(`${t.saveFailed} ${sentenceOf(error, locale)}`)
    })
  }
  return (
    <Menu
      trigger={
        <Button size="small" disabled={disabled}>
          <Download aria-hidden className="size-4" />
          {t.save}
        </Button>
      }
    >
      {FORMATS.map((format) => (
        <MenuItem
          key={format}
          onSelect={() => {
            save(format)
          }}
        >
          {t.formats[format]}
        </MenuItem>
      ))}
    </Menu>
  )
}

/** Fetched first, so that a refusal is a sentence and no broken file. */
async function saveOffers(params: OfferParams, format: Format) {
  const query = { ...narrowingOf(params), format }
  const file = (await answerOf(
    api.GET('/api/offers/export', { params: { query }, parseAs: 'blob' }),
  )) as unknown as Blob
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = `offers.${format}`
  link.click()
  setTimeout(() => {
    URL.revokeObjectURL(link.href)
  }, 60_000)
}
