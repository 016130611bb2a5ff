import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { toast } from '@/components/ui/toaster'
import { fileOf } from '@/features/matching/queries'
import { fitWords } from '@/features/matching/words'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import type { MatchList, MatchWanted } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type DownloadsProps = { wanted: MatchWanted; answer: MatchList }

/** The comparison as a file. */
export function Downloads({ wanted, answer }: DownloadsProps) {
  const t = useWords(fitWords)
  const { locale } = usePreferences()
  const { mutate } = useMutation({
    mutationFn: async (format: 'csv' | 'html') => {
      save(await fileOf(wanted, format), `fit.${format}`)
    },
    onError: (error) => {
      toast(sentenceOf(error, locale))
    },
  })
  return (
    <Menu
      trigger={
        <Button size="small">
          <Download aria-hidden className="size-4" />
          {t.download}
        </Button>
      }
    >
      <MenuItem
        onSelect={() => {
          const text = JSON.stringify(answer, null, 2)
          save(new Blob([text], { type: 'application/json' }), 'fit.json')
        }}
      >
        {t.asJson}
      </MenuItem>
      <MenuItem
        onSelect={() => {
          mutate('csv')
        }}
      >
        {t.asCsv}
      </MenuItem>
      <MenuItem
        onSelect={() => {
          mutate('html')
        }}
      >
        {t.asHtml}
      </MenuItem>
    </Menu>
  )
}

function save(file: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // A browser may begin to read it only later.
  setTimeout(() => {
    URL.revokeObjectURL(link.href)
  }, 60_000)
}
