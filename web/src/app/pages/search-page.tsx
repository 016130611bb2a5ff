import { PageFrame } from '@/components/page-frame'
import { SearchForm } from '@/components/ui/search-form'
import { BaseChoice } from '@/features/search/base-choice'
import { FilterPanel } from '@/features/search/filter-panel'
import { Results } from '@/features/search/results'
import { SearchIntro } from '@/features/search/search-intro'
import { useSearchParams } from '@/features/search/use-search-params'
import { searchWords } from '@/features/search/words'
import { useOpenedDocument } from '@/lib/opened-document'
import { useWords } from '@/lib/words'

export function SearchPage() {
  const t = useWords(searchWords)
  const { params, change } = useSearchParams()
  const { open } = useOpenedDocument()
  return (
    <PageFrame title={t.title}>
      <SearchForm
        words={t}
        query={params.q}
        onSearch={(q) => {
          change({ q })
        }}
      />
      <BaseChoice
        chosen={params.kb}
        onChange={(kb) => {
          change({ kb })
        }}
      />
      <FilterPanel params={params} onChange={change} />
      {params.q ? <Results params={params} onChange={change} onOpen={open} /> : <SearchIntro />}
    </PageFrame>
  )
}
