import { TextField } from '@/components/ui/text-field'
import { LongField } from '@/features/coaching/long-field'
import { coachingWords } from '@/features/coaching/words'
import { useWords } from '@/lib/words'

export type Job = { text: string; title: string; company: string }

/** A job that is no offer here: its text, and what it is called. */
export function JobFields({ value, onChange }: { value: Job; onChange: (job: Job) => void }) {
  const t = useWords(coachingWords)
  return (
    <>
      <LongField
        label={t.jobText}
        hint={t.jobHint}
        rows={6}
        value={value.text}
        onChange={(text) => {
          onChange({ ...value, text })
        }}
      />
      <div className="flex flex-wrap gap-3">
        <TextField
          className="min-w-0 flex-[1_1_12rem]"
          label={t.jobTitle}
          maxLength={300}
          value={value.title}
          onChange={(event) => {
            onChange({ ...value, title: event.target.value })
          }}
        />
        <TextField
          className="min-w-0 flex-[1_1_12rem]"
          label={t.company}
          maxLength={300}
          value={value.company}
          onChange={(event) => {
            onChange({ ...value, company: event.target.value })
          }}
        />
      </div>
    </>
  )
}
