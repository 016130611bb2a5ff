import { useQuery } from '@tanstack/react-query'
import { useRef, useState, type SubmitEvent } from 'react'

import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { DialogActions } from '@/components/ui/dialog-actions'
import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toaster'
import {
  BACKEND_NAMES,
  backendOf,
  boardOf,
  EMPTY_BOARD,
  missingField,
  type BackendName,
  type BoardForm,
} from '@/features/offers/boards/backends'
import { BackendFields } from '@/features/offers/boards/backend-fields'
import { boardWords } from '@/features/offers/boards/board-words'
import { PaceField } from '@/features/offers/boards/pace-field'
import { boardsQuery, useAddBoard } from '@/features/offers/queries'
import { useWords } from '@/lib/words'

type AddBoardDialogProps = { open: boolean; onOpenChange: (open: boolean) => void }

/** Asks where offers come from, adds it, and looks at it for the first time. */
export function AddBoardDialog({ open, onOpenChange }: AddBoardDialogProps) {
  const t = useWords(boardWords)
  const [form, setForm] = useState(EMPTY_BOARD)
  const [isTried, setIsTried] = useState(false)
  const fields = useRef<HTMLFormElement>(null)
  const { data: boards = [] } = useQuery(boardsQuery)
  const add = useAddBoard()
  const change = (changed: Partial<BoardForm>) => {
    setForm({ ...form, ...changed })
    if (add.error) add.reset()
  }
  const name = form.name.trim()
  const isTaken = boards.some((board) => board.name === name)
  const nameProblem = !name ? t.nameMissing : isTaken ? t.nameTaken : null
  const missing = missingField(form)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (missing || nameProblem) {
      fields.current
        ?.querySelector<HTMLInputElement>(missing ? '[data-first]' : '[name=name]')
        ?.focus()
      return
    }
    if (add.isPending) return
    add.mutate(boardOf(form), {
      onSuccess: (board) => {
        toast(t.added(board.name))
        onOpenChange(false)
      },
    })
  }
  return (
    <Dialog title={t.add} description={t.dialogText} open={open} onOpenChange={onOpenChange}>
      <form ref={fields} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <SelectField
          label={t.backend}
          value={form.backend}
          options={BACKEND_NAMES.map((value) => ({ value, text: t.backends[value] }))}
          onChange={({ target }) => {
            change({ backend: target.value as BackendName })
          }}
        />
        <BackendFields
          key={form.backend}
          fields={backendOf(form.backend).fields}
          setting={backendOf(form.backend).setting}
          form={form}
          missing={isTried ? missing : null}
          onChange={change}
        />
        <TextField
          name="name"
          label={t.name}
          hint={t.nameHint}
          error={isTried ? nameProblem : null}
          value={form.name}
          maxLength={64}
          autoComplete="off"
          onChange={({ target }) => {
            change({ name: target.value })
          }}
        />
        <PaceField
          label={t.every}
          value={form.everySeconds}
          onChange={(everySeconds) => {
            change({ everySeconds })
          }}
        />
        {add.error && <Failure error={add.error} />}
        <DialogActions
          onCancel={() => {
            onOpenChange(false)
          }}
        >
          <Button type="submit" look="primary" disabled={add.isPending}>
            {t.add}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
