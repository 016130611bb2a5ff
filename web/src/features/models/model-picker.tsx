import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Sparkles } from 'lucide-react'
import { useState } from 'react'

import { Popover } from '@/components/ui/popover'
import { Skeleton } from '@/components/ui/skeleton'
import { useModelName } from '@/features/models/language-model'
import { ModelChoices } from '@/features/models/model-choices'
import { modelsWords } from '@/features/models/words'
import { languageModelsQuery } from '@/lib/queries/language-models'
import { useWords } from '@/lib/words'

type ModelPickerProps = {
  /** Name of the model; `null` is whichever the settings of the server choose. */
  value: string | null
  onChange: (model: string | null) => void
  disabled?: boolean
}

/** Which model answers, and behind it which others could, and where text would go. */
export function ModelPicker({ value, onChange, disabled }: ModelPickerProps) {
  const t = useWords(modelsWords)
  const nameOf = useModelName()
  const [open, setOpen] = useState(false)
  const models = useQuery(languageModelsQuery)
  if (models.isPending) return <Skeleton className="h-8 w-40" />
  const chosen = models.data?.find((each) => (value ? each.name === value : each.is_default))
  const name = chosen ? nameOf(chosen) : (value ?? t.unknownModel)
  return (
    <Popover
      label={t.answersBy}
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="flex max-h-[min(30rem,80dvh)] w-80 flex-col gap-2 p-2"
      trigger={
        <button
          type="button"
          disabled={disabled}
          className="inline-flex h-8 max-w-full min-w-0 items-center gap-1.5 rounded-lg px-2 text-sm text-muted hover:bg-sunken hover:text-ink disabled:opacity-50 sm:max-w-80"
        >
          <Sparkles aria-hidden className="size-3.5 shrink-0" />
          <span className="sr-only">{t.answersBy}: </span>
          <bdi className="truncate">{name}</bdi>
          <ChevronDown aria-hidden className="size-3.5 shrink-0" />
        </button>
      }
    >
      <ModelChoices
        models={models.data ?? []}
        chosen={chosen?.name ?? value}
        onChoose={(model) => {
          onChange(model.is_default ? null : model.name)
          setOpen(false)
        }}
        onLeave={() => {
          setOpen(false)
        }}
      />
    </Popover>
  )
}
