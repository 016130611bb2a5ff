import { Cloud, House } from 'lucide-react'

import { modelsWords } from '@/features/models/words'
import type { LanguageModelRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** What a language model is called for people; programs call it `model.name`. */
export function useModelName() {
  const t = useWords(modelsWords)
  return (model: Pick<LanguageModelRead, 'name' | 'provider' | 'model'>) => {
    if (model.provider === 'extractive') return t.extractive
    if (model.provider === 'gguf') return model.model || t.gguf
    return model.model || model.name
  }
}

/** Where the text goes that a model is shown. */
export function WhereTextGoes({ model }: { model: LanguageModelRead }) {
  const t = useWords(modelsWords)
  const Icon = model.leaves_machine ? Cloud : House
  return (
    <span className="flex items-center gap-1.5 text-xs text-muted">
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="wrap-anywhere">
        {model.leaves_machine ? t.goesTo(model.place) : t.stays}
      </span>
    </span>
  )
}
