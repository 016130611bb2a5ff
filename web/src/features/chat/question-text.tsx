export function QuestionText({ text }: { text: string }) {
  return (
    <p
      dir="auto"
      className="max-w-[85%] rounded-2xl rounded-ee-md bg-soft px-4 py-2.5 wrap-anywhere whitespace-pre-wrap"
    >
      {text}
    </p>
  )
}
