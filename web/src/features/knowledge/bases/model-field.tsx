import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { Banner } from '@/components/ui/banner'
import { SelectField } from '@/components/ui/select-field'
import { baseWords } from '@/features/knowledge/bases/base-words'
import { embeddingModelsQuery } from '@/features/knowledge/queries'
import type { ModelRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type ModelFieldProps = {
  /** Name of a model; empty for `emptyText`. */
  value: string
  onChange: (name: string) => void
  /** What it means to choose none. */
  emptyText?: string
  hint?: string
}

const isHere = ({ state }: ModelRead) => state === 'ready' || state === 'served'

/** Whether a model can embed right away; nothing chosen means one that can. */
export function useIsUsable(name: string): boolean {
  const { data } = useQuery(embeddingModelsQuery)
  const model = data?.find((each) => each.name === name)
  return !model || isHere(model)
}

/** The embedding models: those that are here first, the others with the way to get them. */
export function ModelField({ value, onChange, emptyText, hint }: ModelFieldProps) {
  const t = useWords(baseWords)
  const { data: models = [], isError } = useQuery(embeddingModelsQuery)
  const isUsable = useIsUsable(value)
  const usual = models.find((model) => model.is_default)
  const none = { value: '', text: emptyText ?? t.usual(usual?.name ?? '…') }
  const others = emptyText ? models : models.filter((model) => model !== usual)
  const ordered = [...others.filter(isHere), ...others.filter((model) => !isHere(model))]
  const options = ordered.map((model) => ({
    value: model.name,
    text: [isHere(model) ? model.name : t.notHere(model.name), model.purpose]
      .filter(Boolean)
      .join(' — '),
  }))
  return (
    <>
      <SelectField
        label={t.model}
        hint={isError ? t.modelsFail : (hint ?? t.modelHint)}
        options={[none, ...options]}
        value={value}
        onChange={(event) => {
          onChange(event.target.value)
        }}
      />
      {!isUsable && (
        <Banner
          tone="warn"
          action={
            <Link to="/settings" className="underline">
              {t.settings}
            </Link>
          }
        >
          {t.fetchFirst(value)}
        </Banner>
      )}
    </>
  )
}
