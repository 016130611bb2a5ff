import { Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import { TextField } from '@/components/ui/text-field'
import { OptionFields } from '@/features/matching/option-fields'
import {
  finished,
  isComplete,
  NEEDS,
  NEW_OPTION,
  withNeed,
  type Need,
} from '@/features/matching/requirement-draft'
import { requirementWords } from '@/features/matching/requirement-words'
import type { OptionRead, RequirementRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type RequirementEditorProps = {
  requirement: RequirementRead
  isSaving: boolean
  error: unknown
  onSave: (changed: RequirementRead) => void
  onCancel: () => void
}

const MOST_WEIGHT = 10
const LONGEST = 1000

/** A requirement being changed: how much it matters, and the ways to meet it. */
export function RequirementEditor(props: RequirementEditorProps) {
  const { requirement, isSaving, error, onSave, onCancel } = props
  const t = useWords(requirementWords)
  const [draft, setDraft] = useState(requirement)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector('input')?.focus(), [])
  const setOptions = (options: OptionRead[]) => {
    setDraft({ ...draft, options })
  }
  return (
    <form
      ref={form}
      className="flex flex-col gap-3 rounded-lg bg-sunken p-3"
      onSubmit={(event) => {
        event.preventDefault()
        onSave(finished(draft))
      }}
    >
      <TextField
        label={t.text}
        value={draft.text}
        maxLength={LONGEST}
        onChange={({ target }) => {
          setDraft({ ...draft, text: target.value })
        }}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={t.need}
          hint={t.needHint}
          value={draft.need}
          options={NEEDS.map((need) => ({ value: need, text: t.needs[need] }))}
          onChange={({ target }) => {
            setDraft(withNeed(draft, target.value as Need))
          }}
        />
        <TextField
          label={t.weight}
          hint={t.weightHint}
          type="number"
          min={0}
          max={MOST_WEIGHT}
          step={1}
          required
          value={draft.weight ?? ''}
          onChange={({ target }) => {
            setDraft({ ...draft, weight: target.value === '' ? null : target.valueAsNumber })
          }}
        />
      </div>
      <fieldset className="flex flex-col gap-3">
        <legend className="mb-2 text-sm font-medium">{t.ways}</legend>
        {draft.options.map((option, index) => (
          <OptionFields
            key={`${String(draft.options.length)} ${String(index)}`}
            number={index + 1}
            option={option}
            onChange={(changed) => {
              setOptions(draft.options.map((one, at) => (at === index ? changed : one)))
            }}
            onRemove={
              draft.options.length > 1
                ? () => {
                    setOptions(draft.options.filter((_, at) => at !== index))
                  }
                : null
            }
          />
        ))}
        <Button
          size="small"
          className="self-start"
          onClick={() => {
            setOptions([...draft.options, NEW_OPTION])
          }}
        >
          <Plus aria-hidden className="size-4" />
          {t.addWay}
        </Button>
      </fieldset>
      {error !== null && error !== undefined && <Failure error={error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>{t.cancel}</Button>
        <Button type="submit" look="primary" disabled={isSaving || !isComplete(draft)}>
          {t.save}
        </Button>
      </div>
    </form>
  )
}
