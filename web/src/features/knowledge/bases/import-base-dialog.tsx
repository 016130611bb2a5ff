import { useQuery } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'

import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { DialogActions } from '@/components/ui/dialog-actions'
import { TextField } from '@/components/ui/text-field'
import { problemOfName } from '@/features/knowledge/bases/base-name'
import { baseWords } from '@/features/knowledge/bases/base-words'
import { ModelField, useIsUsable } from '@/features/knowledge/bases/model-field'
import { importBase } from '@/features/knowledge/jobs/upload'
import { basesQuery } from '@/lib/queries/bases'
import { useWords } from '@/lib/words'

type DialogState = { open: boolean; onOpenChange: (open: boolean) => void }

/** Takes the archive of an exported base; how it goes is shown on the page. */
export function ImportBaseDialog({ open, onOpenChange }: DialogState) {
  const t = useWords(baseWords)
  const [archive, setArchive] = useState<File | null>(null)
  const [name, setName] = useState('')
  const [model, setModel] = useState('')
  const [isTried, setIsTried] = useState(false)
  const { data: bases = [] } = useQuery(basesQuery)
  const isUsable = useIsUsable(model)
  const names = bases.map((base) => base.name)
  const nameProblem = problemOfName(name, names)

  const choose = (file: File | null) => {
    setArchive(file)
    if (file && name === '') setName(file.name.replace(/\.tar$/i, ''))
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (!archive || nameProblem || !isUsable) return
    void importBase(name.trim(), archive, model || null)
    onOpenChange(false)
  }

  return (
    <Dialog
      title={t.importTitle}
      description={t.importText}
      open={open}
      onOpenChange={onOpenChange}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <TextField
          type="file"
          accept=".tar,application/x-tar"
          label={t.archive}
          style={{ paddingTop: '0.4rem' }}
          error={isTried && !archive ? t.archiveMissing : null}
          onChange={(event) => {
            choose(event.target.files?.[0] ?? null)
          }}
        />
        <TextField
          label={t.name}
          hint={t.nameHint}
          error={isTried && nameProblem ? t[nameProblem] : null}
          value={name}
          autoComplete="off"
          onChange={(event) => {
            setName(event.target.value)
          }}
        />
        <ModelField
          value={model}
          onChange={setModel}
          emptyText={t.asExported}
          hint={t.importModelHint}
        />
        <DialogActions
          onCancel={() => {
            onOpenChange(false)
          }}
        >
          <Button type="submit" look="primary" disabled={!isUsable}>
            {t.importIt}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
