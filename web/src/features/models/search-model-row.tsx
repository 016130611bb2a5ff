import { Chip } from '@/components/ui/chip'
import { Failure } from '@/components/ui/failure'
import { ModelActions } from '@/features/models/model-actions'
import { ModelFacts } from '@/features/models/model-facts'
import { ModelTrial } from '@/features/models/model-trial'
import { useRemoveModel, useTestModel } from '@/features/models/queries'
import { modelsWords } from '@/features/models/words'
import type { ModelRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const TONES = {
  ready: 'accent',
  served: 'accent',
  available: 'neutral',
  unfinished: 'warn',
  damaged: 'danger',
  missing: 'danger',
} as const

/** A model for search, its state and what can be done with it. */
export function SearchModelRow({ model }: { model: ModelRead }) {
  const t = useWords(modelsWords)
  const test = useTestModel()
  const remove = useRemoveModel()
  return (
    <div className="flex flex-col gap-2 px-3 py-2.5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 flex-1 basis-64 flex-col gap-0.5">
          <p className="flex flex-wrap items-center gap-2">
            <bdi className="font-medium wrap-anywhere">{model.name}</bdi>
            <Chip tone={TONES[model.state]}>{t.states[model.state]}</Chip>
            {model.is_default && <Chip>{t.isDefault}</Chip>}
          </p>
          <ModelFacts model={model} />
        </div>
        <ModelActions model={model} test={test} remove={remove} />
      </div>
      {test.data && <ModelTrial trial={test.data} />}
      {test.error && <Failure error={test.error} />}
      {remove.error && <Failure error={remove.error} />}
    </div>
  )
}
