import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'

import { Chip } from '@/components/ui/chip'
import { useModelName, WhereTextGoes } from '@/features/models/language-model'
import { modelsWords } from '@/features/models/words'
import type { LanguageModelRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type ModelChoicesProps = {
  models: readonly LanguageModelRead[]
  chosen: string | null
  onChoose: (model: LanguageModelRead) => void
  onLeave: () => void
}

/** The models to choose from, then those that are not ready, each with its reason. */
export function ModelChoices({ models, chosen, onChoose, onLeave }: ModelChoicesProps) {
  const t = useWords(modelsWords)
  const nameOf = useModelName()
  const notReady = models.filter((model) => !model.is_ready)
  const isKnown = models.some((model) => model.name === chosen)
  return (
    <>
      {!isKnown && <p className="px-2 py-1 text-warn">{t.unknownModel}</p>}
      <ul aria-label={t.ready} className="flex flex-col gap-0.5">
        {models
          .filter((model) => model.is_ready)
          .map((model) => (
            <li key={model.name}>
              <button
                type="button"
                aria-pressed={model.name === chosen}
                onClick={() => {
                  onChoose(model)
                }}
                className="flex w-full items-start gap-2 rounded-md p-2 text-start hover:bg-sunken aria-pressed:bg-soft"
              >
                <span className="flex min-w-0 flex-1 flex-col gap-0.5">
                  <span className="flex flex-wrap items-center gap-2 font-medium">
                    <bdi className="wrap-anywhere">{nameOf(model)}</bdi>
                    {model.is_default && <Chip>{t.isDefault}</Chip>}
                  </span>
                  {model.provider === 'extractive' && (
                    <span className="text-xs text-muted">{t.extractiveMeans}</span>
                  )}
                  <WhereTextGoes model={model} />
                </span>
                {model.name === chosen && <Check aria-hidden className="size-4 text-accent" />}
              </button>
            </li>
          ))}
      </ul>
      {notReady.length > 0 && (
        <details className="border-t pt-1">
          <summary className="cursor-pointer rounded-md p-2 text-muted">
            {t.notReady} ({notReady.length})
          </summary>
          <ul aria-label={t.notReady} className="flex flex-col">
            {notReady.map((model) => (
              <li key={model.name} className="flex flex-col gap-0.5 p-2">
                <bdi className="font-medium wrap-anywhere">{nameOf(model)}</bdi>
                <span lang="en" className="text-xs wrap-anywhere">
                  {model.reason}
                </span>
                <WhereTextGoes model={model} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <Link
        to="/settings"
        hash="language-models"
        onClick={onLeave}
        className="rounded-md border-t p-2 font-medium text-accent"
      >
        {t.connect}
      </Link>
    </>
  )
}
