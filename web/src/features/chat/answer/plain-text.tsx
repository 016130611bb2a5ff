/** The text before the renderer has come: its paragraphs, at the places where they will stand. */
export function PlainText({ text }: { text: string }) {
  return text.split(/\n{2,}/).map((paragraph, index) =>
    paragraph.trim() ? (
      <p key={index} dir="auto" className="whitespace-pre-line">
        {paragraph}
      </p>
    ) : null,
  )
}
