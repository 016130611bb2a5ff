import { Trash2 } from 'lucide-react'

import { IconButton } from '@/components/ui/icon-button'
import { SelectField } from '@/components/ui/select-field'
import { TextField } from '@/components/ui/text-field'
import {
  changedOption,
  DEGREES,
  isOfAField,
  isTimed,
  KINDS,
  LEVELS,
  type Kind,
} from '@/features/matching/requirement-draft'
import { requirementWords } from '@/features/matching/requirement-words'
import type { OptionRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type OptionFieldsProps = {
  number: number
  option: OptionRead
  onChange: (option: OptionRead) => void
  onRemove: (() => void) | null
}

const MONTHS = 12
const LONGEST = 400

/** One way to meet a requirement, with what its kind has beside a name. */
export function OptionFields({ number, option, onChange, onRemove }: OptionFieldsProps) {
  const t = useWords(requirementWords)
  const { kind } = option
  const change = (changed: Partial<OptionRead>) => {
    onChange(changedOption(option, changed))
  }
  return (
    <div
      role="group"
      aria-label={t.way(number)}
      className="flex items-start gap-2 rounded-lg border bg-surface p-3"
    >
      <div className="grid min-w-0 grow gap-3 sm:grid-cols-2">
        <SelectField
          label={t.kind}
          value={kind}
          options={KINDS.map((one) => ({ value: one, text: t.kinds[one] }))}
          onChange={({ target }) => {
            change({ kind: target.value as Kind })
          }}
        />
        <TextField
          label={t.name}
          hint={kind === 'language' ? t.languageHint : undefined}
          required
          maxLength={LONGEST}
          value={option.name}
          onChange={({ target }) => {
            change({ name: target.value })
          }}
        />
        <Particulars option={option} onChange={change} />
      </div>
      {onRemove && (
        <IconButton icon={Trash2} size="small" label={t.removeWay(number)} onClick={onRemove} />
      )}
    </div>
  )
}

type ParticularsProps = {
  option: OptionRead
  onChange: (changed: Partial<OptionRead>) => void
}

function Particulars({ option, onChange }: ParticularsProps) {
  const t = useWords(requirementWords)
  const { kind, months, level, key, area } = option
  return (
    <>
      {isTimed(kind) && (
        <TextField
          label={t.years}
          type="number"
          min={0}
          max={60}
          step="any"
          required={kind === 'experience'}
          // Not driven: “0.” on the way to “0.5” is no number yet.
          defaultValue={months ? Math.round((100 * months) / MONTHS) / 100 : ''}
          onChange={({ target }) => {
            onChange({ months: Math.round(target.valueAsNumber * MONTHS) || null })
          }}
        />
      )}
      {kind === 'language' && (
        <SelectField
          label={t.level}
          value={level ?? ''}
          options={[
            { value: '', text: t.anyLevel },
            ...LEVELS.map((one) => ({ value: one, text: one === 'native' ? t.native : one })),
          ]}
          onChange={({ target }) => {
            onChange({ level: (target.value || null) as OptionRead['level'] })
          }}
        />
      )}
      {kind === 'degree' && (
        <SelectField
          label={t.level}
          value={key ?? 'bachelor'}
          options={DEGREES.map((one) => ({ value: one, text: t.degrees[one] }))}
          onChange={({ target }) => {
            onChange({ key: target.value })
          }}
        />
      )}
      {isOfAField(kind) && (
        <TextField
          label={t.area}
          hint={t.areaHint}
          value={area.join(',')}
          onChange={({ target }) => {
            onChange({ area: target.value ? target.value.split(',') : [] })
          }}
        />
      )}
    </>
  )
}
