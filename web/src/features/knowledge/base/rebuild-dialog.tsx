import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { DialogActions } from '@/components/ui/dialog-actions'
import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import type { BaseDialogProps } from '@/features/knowledge/base/base-dialogs'
import { basePageWords } from '@/features/knowledge/base/base-page-words'
import { baseWords } from '@/features/knowledge/bases/base-words'
import { languageChoices } from '@/features/knowledge/bases/languages'
import { ModelField, useIsUsable } from '@/features/knowledge/bases/model-field'
import { ofStarted } from '@/features/knowledge/jobs/answers'
import { followJob } from '@/features/knowledge/jobs/job-store'
import { send } from '@/features/knowledge/jobs/send'
import { usePreferences } from '@/lib/preferences'
import type { RebuildStarted } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

function startRebuild(kb: string, model: string, language: string) {
  const form = new FormData()
  if (model) form.append('model', model)
  if (language) form.append('language', language)
  return send(`/api/kbs/${encodeURIComponent(kb)}/rebuild`, form) as Promise<RebuildStarted>
}

/** Asks whether the base is read anew, and by which model. */
export function RebuildDialog({ base, open, onOpenChange }: BaseDialogProps) {
  const t = useWords(basePageWords)
  const { language: languageLabel, languageAuto } = useWords(baseWords)
  const { locale } = usePreferences()
  const [model, setModel] = useState('')
  const [language, setLanguage] = useState('')
  const isUsable = useIsUsable(model || base.model)
  const rebuild = useMutation({
    mutationFn: () => startRebuild(base.name, model, language),
    onSuccess: (answer) => {
      followJob('rebuild', base.name, ofStarted(answer))
      onOpenChange(false)
    },
  })
  const languages = [
    { value: '', text: t.sameLanguage },
    { value: 'auto', text: languageAuto },
    ...languageChoices(locale),
  ]
  return (
    <Dialog
      title={t.rebuildTitle}
      description={t.rebuildText}
      open={open}
      onOpenChange={onOpenChange}
    >
      <ModelField
        value={model}
        onChange={setModel}
        emptyText={t.sameModel(base.model)}
        hint={t.modelHint}
      />
      <SelectField
        label={languageLabel}
        options={languages}
        value={language}
        onChange={(event) => {
          setLanguage(event.target.value)
        }}
      />
      {rebuild.error && <Failure error={rebuild.error} />}
      <DialogActions
        onCancel={() => {
          onOpenChange(false)
        }}
      >
        <Button
          look="primary"
          disabled={!isUsable || rebuild.isPending}
          onClick={() => {
            rebuild.mutate()
          }}
        >
          {t.rebuildIt}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
