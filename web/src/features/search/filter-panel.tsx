import { FilterFold } from '@/components/filter-fold'
import { SelectField } from '@/components/ui/select-field'
import { ChoiceChips } from '@/components/ui/choice-chips'
import { ListField } from '@/components/ui/list-field'
import {
  COUNTS,
  countFilters,
  KINDS,
  withoutFilters,
  type FilterName,
  type SearchParams,
} from '@/features/search/search-params'
import { searchWords } from '@/features/search/words'
import { sectionTitle, sectionWords } from '@/lib/section-words'
import { useWords } from '@/lib/words'

const LISTS = ['skills', 'spoken', 'countries', 'languages', 'paths', 'documents'] as const

type FilterPanelProps = { params: SearchParams; onChange: (changed: Partial<SearchParams>) => void }

/** What a search is narrowed to, and how much it shows; each change searches again. */
export function FilterPanel({ params, onChange }: FilterPanelProps) {
  const t = useWords(searchWords)
  const titles = useWords(sectionWords)
  const count = countFilters(params.filters)
  const narrow = (name: FilterName) => (values: string[]) => {
    onChange({ filters: { ...params.filters, [name]: values } })
  }
  return (
    <FilterFold
      words={t}
      count={count}
      onClear={() => {
        onChange(withoutFilters(params))
      }}
    >
      <ChoiceChips
        legend={t.kinds}
        options={KINDS.map((value) => ({ value, text: t.kindNames[value] ?? value }))}
        chosen={params.filters.kinds}
        onChange={narrow('kinds')}
      />
      <ChoiceChips
        legend={t.sections}
        options={Object.keys(titles).map((value) => ({
          value,
          text: sectionTitle(titles, value),
        }))}
        chosen={params.filters.sections}
        onChange={narrow('sections')}
      />
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {LISTS.map((name) => (
          <ListField
            key={name}
            label={t.lists[name]}
            placeholder={t.hints[name]}
            values={params.filters[name]}
            onChange={narrow(name)}
          />
        ))}
      </div>
      <p className="text-sm text-muted">{t.commas}</p>
      <ShownChoice params={params} onChange={onChange} />
    </FilterFold>
  )
}

/** How much is shown of what is found. */
function ShownChoice({ params, onChange }: FilterPanelProps) {
  const t = useWords(searchWords)
  const counts = COUNTS.includes(params.k) ? COUNTS : [params.k, ...COUNTS]
  return (
    <div className="flex flex-wrap items-end gap-x-5 gap-y-3">
      <SelectField
        label={t.count}
        value={String(params.k)}
        options={counts.map((count) => ({ value: String(count), text: String(count) }))}
        onChange={({ target }) => {
          onChange({ k: Number(target.value) })
        }}
      />
      <SelectField
        label={t.neighbours}
        value={String(params.neighbours)}
        options={[0, 1, 2, 3].map((count) => ({ value: String(count), text: t.around(count) }))}
        onChange={({ target }) => {
          onChange({ neighbours: Number(target.value) })
        }}
      />
    </div>
  )
}
