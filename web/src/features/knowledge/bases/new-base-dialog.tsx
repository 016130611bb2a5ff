import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState, type SubmitEvent } from 'react'

import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { DialogActions } from '@/components/ui/dialog-actions'
import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toaster'
import { problemOfName } from '@/features/knowledge/bases/base-name'
import { baseWords } from '@/features/knowledge/bases/base-words'
import { ChunkFields, problemOfChunks } from '@/features/knowledge/bases/chunk-fields'
import { languageChoices } from '@/features/knowledge/bases/languages'
import { ModelField, useIsUsable } from '@/features/knowledge/bases/model-field'
import { answerOf, api } from '@/lib/api-client'
import { usePreferences } from '@/lib/preferences'
import { basesQuery } from '@/lib/queries/bases'
import type { BaseCreate } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type DialogState = { open: boolean; onOpenChange: (open: boolean) => void }

const NOTHING = { name: '', model: '', size: '', overlap: '', language: 'auto' }
const numberOf = (text: string) => (text.trim() === '' ? null : Number(text))

/** Asks what a new base is called and how it is made, and goes there. */
export function NewBaseDialog({ open, onOpenChange }: DialogState) {
  const t = useWords(baseWords)
  const { locale } = usePreferences()
  const [form, setForm] = useState(NOTHING)
  const nameField = useRef<HTMLInputElement>(null)
  const [isTried, setIsTried] = useState(false)
  const { data: bases = [] } = useQuery(basesQuery)
  const isUsable = useIsUsable(form.model)
  const create = useCreate(() => {
    onOpenChange(false)
  })
  const change = (changed: Partial<typeof NOTHING>) => {
    setForm({ ...form, ...changed })
  }

  const names = bases.map((base) => base.name)
  const nameProblem = problemOfName(form.name, names)
  const chunkProblem = problemOfChunks(form.size, form.overlap)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (nameProblem) nameField.current?.focus()
    if (nameProblem || chunkProblem || !isUsable || create.isPending) return
    create.mutate({
      name: form.name.trim(),
      model: form.model || null,
      chunk_size: numberOf(form.size),
      chunk_overlap: numberOf(form.overlap),
      language: form.language,
    })
  }

  return (
    <Dialog title={t.newTitle} open={open} onOpenChange={onOpenChange}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <TextField
          ref={nameField}
          label={t.name}
          hint={t.nameHint}
          error={isTried && nameProblem ? t[nameProblem] : null}
          value={form.name}
          autoComplete="off"
          maxLength={64}
          onChange={(event) => {
            change({ name: event.target.value })
          }}
        />
        <ModelField
          value={form.model}
          onChange={(model) => {
            change({ model })
          }}
        />
        <SelectField
          label={t.language}
          options={[{ value: 'auto', text: t.languageAuto }, ...languageChoices(locale)]}
          value={form.language}
          onChange={(event) => {
            change({ language: event.target.value })
          }}
        />
        <ChunkFields
          size={form.size}
          overlap={form.overlap}
          problem={isTried ? chunkProblem : null}
          onChange={change}
        />
        {create.error && <Failure error={create.error} />}
        <DialogActions
          onCancel={() => {
            onOpenChange(false)
          }}
        >
          <Button type="submit" look="primary" disabled={!isUsable || create.isPending}>
            {t.create}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function useCreate(onMade: () => void) {
  const t = useWords(baseWords)
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: BaseCreate) => answerOf(api.POST('/api/kbs', { body })),
    onSuccess: async (base) => {
      onMade()
      toast(t.made(base.name))
      void client.invalidateQueries({ queryKey: ['bases'] })
      await navigate({ to: '/bases/$kb', params: { kb: base.name } })
    },
  })
}
