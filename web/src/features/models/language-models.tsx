import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleDashed } from 'lucide-react'

import { Chip } from '@/components/ui/chip'
import { Failure } from '@/components/ui/failure'
import { Skeleton } from '@/components/ui/skeleton'
import { ConnectWays } from '@/features/models/connect-ways'
import { useModelName, WhereTextGoes } from '@/features/models/language-model'
import { modelsWords } from '@/features/models/words'
import { languageModelsQuery } from '@/lib/queries/language-models'
import type { LanguageModelRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** Who may write answers: what is ready, why the rest is not, and how to connect one. */
export function LanguageModels() {
  const t = useWords(modelsWords)
  const models = useQuery(languageModelsQuery)
  if (models.error) return <Failure error={models.error} onRetry={() => void models.refetch()} />
  if (!models.data) return <Skeleton className="h-96 w-full rounded-lg" />
  return (
    <>
      <ul className="flex flex-col divide-y rounded-lg border bg-surface">
        {models.data.map((model) => (
          <li key={model.name}>
            <LanguageModelRow model={model} />
          </li>
        ))}
      </ul>
      <details
        open={models.data.some((model) => model.is_default && model.provider === 'extractive')}
        className="rounded-lg border bg-surface"
      >
        <summary className="cursor-pointer rounded-lg px-3 py-2.5 font-medium">{t.connect}</summary>
        <div className="border-t p-3">
          <ConnectWays />
        </div>
      </details>
    </>
  )
}

function LanguageModelRow({ model }: { model: LanguageModelRead }) {
  const t = useWords(modelsWords)
  const nameOf = useModelName()
  const Icon = model.is_ready ? CircleCheck : CircleDashed
  const provider = PROVIDERS[model.provider]
  return (
    <div className="flex items-start gap-3 px-3 py-2.5">
      <Icon
        aria-hidden
        className={`mt-1 size-4 shrink-0 ${model.is_ready ? 'text-ok' : 'text-muted'}`}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <p className="flex flex-wrap items-center gap-2">
          <bdi className="font-medium wrap-anywhere">{nameOf(model)}</bdi>
          {provider && <span className="text-sm text-muted">{provider}</span>}
          {model.is_default && <Chip tone="accent">{t.answersNow}</Chip>}
          <span className="sr-only">{model.is_ready ? t.isReady : t.isNotReady}</span>
        </p>
        {model.reason && (
          <p lang="en" className="text-sm wrap-anywhere">
            {model.reason}
          </p>
        )}
        <div className="flex flex-wrap gap-x-4 gap-y-0.5">
          <WhereTextGoes model={model} />
          {model.is_ready && model.source && (
            <span className="text-xs text-muted">{t.fromSetting(model.source)}</span>
          )}
        </div>
      </div>
    </div>
  )
}

/** Their own names, the same in every language. */
const PROVIDERS: Record<string, string> = {
  openai: 'OpenAI API',
  anthropic: 'Anthropic',
  gemini: 'Google Gemini',
  huggingface: 'Hugging Face Inference',
  ollama: 'Ollama',
  gguf: 'llama.cpp',
  codex: 'Codex CLI',
  'gemini-cli': 'Gemini CLI',
}
