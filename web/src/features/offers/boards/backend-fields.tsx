import { Banner } from '@/components/ui/banner'
import { TextField } from '@/components/ui/text-field'
import type { BoardField, BoardForm } from '@/features/offers/boards/backends'
import { boardWords } from '@/features/offers/boards/board-words'
import { useWords } from '@/lib/words'

type BackendFieldsProps = {
  fields: readonly BoardField[]
  setting: string | undefined
  form: BoardForm
  /** The field that was left empty and may not be. */
  missing: BoardField | null
  onChange: (changed: Partial<BoardForm>) => void
}

/** What a kind of board is asked with, and what it needs of the server. */
export function BackendFields({ fields, setting, form, missing, onChange }: BackendFieldsProps) {
  const t = useWords(boardWords)
  return (
    <>
      {setting && (
        <Banner tone="warn">
          {t.settings[setting]}
          <span className="block text-muted">
            {t.setting} <code className="font-mono text-xs">{setting}</code>
          </span>
        </Banner>
      )}
      {fields.map((field, at) => (
        <TextField
          key={field}
          data-first={at === 0 ? '' : undefined}
          label={t.fields[field].label}
          hint={t.fields[field].hint}
          error={missing === field ? t.fields[field].missing : null}
          value={form[field]}
          type={field === 'url' ? 'url' : 'text'}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => {
            onChange({ [field]: target.value })
          }}
        />
      ))}
    </>
  )
}
