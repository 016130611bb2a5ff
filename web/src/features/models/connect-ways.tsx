import { Snippet } from '@/components/ui/snippet'
import { modelsWords } from '@/features/models/words'
import { useWords } from '@/lib/words'

/** How a language model is connected: three ways, to be copied. */
export function ConnectWays() {
  const t = useWords(modelsWords)
  const ways = [
    {
      title: t.wayOllama,
      means: t.wayOllamaMeans,
      lines: 'LLM_PROVIDER=ollama\nLLM_MODEL=llama3.2',
    },
    { title: t.wayFile, means: t.wayFileMeans, lines: 'LLM_GGUF=~/models/qwen3-4b-q4.gguf' },
    {
      title: t.wayVendor,
      means: t.wayVendorMeans,
      lines: 'LLM_PROVIDER=openai\nOPENAI_API_KEY=…',
    },
  ]
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p>{t.waysIntro}</p>
      <ul className="grid gap-3 md:grid-cols-3">
        {ways.map((way) => (
          <li key={way.title} className="flex min-w-0 flex-col gap-1.5">
            <p className="font-medium">{way.title}</p>
            <Snippet text={way.lines} />
            <p className="text-xs text-muted">{way.means}</p>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-2">
        {t.waysCheck} <Snippet text="folioscope models" />
      </div>
    </div>
  )
}
