import { useMutation } from '@tanstack/react-query'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { Button } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import { Failure } from '@/components/ui/failure'
import { IconButton } from '@/components/ui/icon-button'
import { toast } from '@/components/ui/toaster'
import { useAskedName } from '@/features/matching/asked-name'
import { NEW_REQUIREMENT } from '@/features/matching/requirement-draft'
import { RequirementEditor } from '@/features/matching/requirement-editor'
import { requirementWords } from '@/features/matching/requirement-words'
import type { RequirementRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type RequirementListProps = {
  requirements: readonly RequirementRead[]
  onSave: (requirements: RequirementRead[]) => Promise<unknown>
}

/** The requirements, one of which may be being changed. */
export function RequirementList({ requirements, onSave }: RequirementListProps) {
  const t = useWords(requirementWords)
  const [edited, setEdited] = useState<number | null>(null)
  const { mutate, isPending, error, reset } = useMutation({ mutationFn: onSave })
  const { place, returnTo } = useReturn(edited !== null, requirements.length)
  const edit = (index: number | null) => {
    reset()
    if (index !== null) returnTo(index)
    setEdited(index)
  }
  const put = (index: number, changed: RequirementRead) => {
    const next = [...requirements]
    next[index] = changed
    mutate(next, {
      onSuccess: () => {
        edit(null)
      },
    })
  }
  const editor = (index: number, requirement: RequirementRead) => (
    <RequirementEditor
      requirement={requirement}
      isSaving={isPending}
      error={error}
      onCancel={() => {
        edit(null)
      }}
      onSave={(changed) => {
        put(index, changed)
      }}
    />
  )
  return (
    <div ref={place} className="flex flex-col gap-3">
      {error && edited === null && <Failure error={error} />}
      <ol aria-label={t.title} className="flex flex-col divide-y">
        {requirements.map((one, index) => (
          <li key={`${one.id} ${String(index)}`} className="py-2.5">
            {edited === index ? (
              editor(index, one)
            ) : (
              <RequirementRow
                requirement={one}
                isBusy={isPending}
                onEdit={() => {
                  edit(index)
                }}
                index={index}
                onRemove={() => {
                  returnTo(index)
                  mutate(
                    requirements.filter((_, at) => at !== index),
                    {
                      onSuccess: () => {
                        toast(t.removed)
                      },
                    },
                  )
                }}
              />
            )}
          </li>
        ))}
        {edited === requirements.length && (
          <li className="py-2.5">{editor(edited, NEW_REQUIREMENT)}</li>
        )}
      </ol>
      {edited === null && (
        <Button
          size="small"
          data-edit="new"
          className="self-start"
          onClick={() => {
            edit(requirements.length)
          }}
        >
          <Plus aria-hidden className="size-4" />
          {t.add}
        </Button>
      )}
    </div>
  )
}

/** Where what had the focus is gone, it goes to the requirement that stands there now. */
function useReturn(isEditing: boolean, count: number) {
  const place = useRef<HTMLDivElement>(null)
  const to = useRef<number | null>(null)
  useEffect(() => {
    if (isEditing || to.current === null || !place.current) return
    const button = place.current.querySelector<HTMLElement>(`[data-edit="${String(to.current)}"]`)
    const added = place.current.querySelector<HTMLElement>('[data-edit="new"]')
    to.current = null
    ;(button ?? added)?.focus()
  }, [isEditing, count])
  const returnTo = (index: number) => {
    to.current = index
  }
  return { place, returnTo }
}

type RequirementRowProps = {
  index: number
  requirement: RequirementRead
  isBusy: boolean
  onEdit: () => void
  onRemove: () => void
}

function RequirementRow({ requirement, index, isBusy, onEdit, onRemove }: RequirementRowProps) {
  const t = useWords(requirementWords)
  const { ofOption, ofRequirement } = useAskedName()
  const { text, need, weight, options } = requirement
  const asked = ofRequirement(requirement)
  return (
    <div className="flex items-start gap-2">
      <div className="flex min-w-0 grow flex-col gap-1">
        <p className="font-medium wrap-anywhere">{text}</p>
        <div className="flex flex-wrap items-center gap-1.5 text-sm text-muted">
          <Chip tone={need === 'gate' ? 'danger' : need === 'must' ? 'accent' : 'neutral'}>
            {t.needs[need]}
          </Chip>
          <span>{t.weightOf(weight ?? 0)}</span>
          {options.length > 1 && <span>{t.anyOf}</span>}
          {options.map((option) => (
            <Chip key={`${option.kind} ${ofOption(option)}`}>{ofOption(option)}</Chip>
          ))}
        </div>
      </div>
      <IconButton
        icon={Pencil}
        size="small"
        data-edit={index}
        label={t.edit(asked)}
        onClick={onEdit}
      />
      <IconButton
        icon={Trash2}
        size="small"
        label={t.remove(asked)}
        disabled={isBusy}
        onClick={onRemove}
      />
    </div>
  )
}
