import { visitingWords } from '@/features/visiting/words'
import type { PublicChatRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type WelcomeProps = { chat: PublicChatRead; onAsk: (question: string) => void }

/** What a visitor reads before the first question. What the owner wrote is text. */
export function Welcome({ chat: { greeting, suggestions }, onAsk }: WelcomeProps) {
  const t = useWords(visitingWords)
  return (
    <div className="flex flex-col gap-5 px-4 py-4">
      {greeting && <p className="wrap-anywhere whitespace-pre-line">{greeting}</p>}
      {suggestions.length > 0 && (
        <ul aria-label={t.suggested} className="flex flex-col items-start gap-2">
          {suggestions.map((question) => (
            <li key={question}>
              <button
                type="button"
                onClick={() => {
                  onAsk(question)
                }}
                className="rounded-xl border bg-surface px-3 py-2 text-start text-sm wrap-anywhere hover:bg-sunken"
              >
                {question}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="text-xs text-muted">{t.privacy}</p>
    </div>
  )
}
