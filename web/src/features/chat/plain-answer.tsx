/** The bare text of an answer: there until it is drawn as it should be, and found by searching. */
export function PlainAnswer({ text }: { text: string }) {
  return (
    <div dir="auto" className="wrap-anywhere whitespace-pre-wrap">
      {text}
    </div>
  )
}
