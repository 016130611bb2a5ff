import { Search } from 'lucide-react'
import { useState, type FormEvent } from 'react'

import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/text-field'
import { listWords } from '@/features/offers/list-words'
import { useWords } from '@/lib/words'

/** What the offers are searched for; on Enter. */
export function OfferSearchForm({
  query,
  onSearch,
}: {
  query: string
  onSearch: (q: string) => void
}) {
  const t = useWords(listWords)
  const [written, setWritten] = useState({ draft: query, query })
  // The address may have changed by itself, as when somebody goes back.
  if (written.query !== query) setWritten({ draft: query, query })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch(written.draft.trim())
  }
  return (
    <form role="search" className="flex items-end gap-2" onSubmit={submit}>
      <TextField
        label={t.query}
        hideLabel
        type="search"
        enterKeyHint="search"
        placeholder={t.placeholder}
        className="min-w-0 flex-1"
        value={written.draft}
        onChange={({ target }) => {
          setWritten({ draft: target.value, query })
        }}
      />
      <Button type="submit" look="primary" aria-label={t.search}>
        <Search aria-hidden className="size-4" />
        <span className="hidden sm:inline">{t.search}</span>
      </Button>
    </form>
  )
}
