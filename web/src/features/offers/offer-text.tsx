import { offerWords } from '@/features/offers/offer-words'
import type { OfferWhole } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** The offer as its board gives it: text, never markup. */
export function OfferText({ offer }: { offer: OfferWhole }) {
  const t = useWords(offerWords)
  return (
    <section aria-labelledby="offer-text" className="flex flex-col gap-3">
      <h2 id="offer-text" className="text-lg font-semibold">
        {t.text}
      </h2>
      <div dir="auto" className="max-w-[46rem] wrap-anywhere whitespace-pre-line">
        {offer.text || <span className="text-muted">{t.noText}</span>}
      </div>
      <Contacts contacts={offer.contacts} />
      <details className="text-sm">
        <summary className="w-fit cursor-pointer text-muted">{t.raw}</summary>
        <pre
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
          tabIndex={0}
          className="mt-2 max-h-96 overflow-auto rounded-lg border bg-sunken p-3 font-mono text-xs"
        >
          {JSON.stringify(offer.raw, null, 2)}
        </pre>
      </details>
    </section>
  )
}

function Contacts({ contacts }: { contacts: readonly string[] }) {
  const t = useWords(offerWords)
  if (contacts.length === 0) return null
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer text-muted">{t.contacts}</summary>
      <p className="pt-2 text-muted">{t.contactsHint}</p>
      <ul className="list-disc ps-5 pt-1 wrap-anywhere">
        {contacts.map((contact) => (
          <li key={contact}>{contact}</li>
        ))}
      </ul>
    </details>
  )
}
