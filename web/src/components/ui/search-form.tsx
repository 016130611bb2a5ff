import { Search } from 'lucide-react'
import { useState, type FormEvent } from 'react'

import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/text-field'

interface SearchFormProps {
  words: { query: string; placeholder: string; search: string }
  query: string
  onSearch: (q: string) => void
}

/** What is searched for; on Enter. */
export function SearchForm({ words, query, onSearch }: SearchFormProps) {
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
        label={words.query}
        hideLabel
        type="search"
        enterKeyHint="search"
        placeholder={words.placeholder}
        className="min-w-0 flex-1"
        value={written.draft}
        onChange={({ target }) => {
          setWritten({ draft: target.value, query })
        }}
      />
      <Button type="submit" look="primary" aria-label={words.search}>
        <Search aria-hidden className="size-4" />
        <span className="hidden sm:inline">{words.search}</span>
      </Button>
    </form>
  )
}
