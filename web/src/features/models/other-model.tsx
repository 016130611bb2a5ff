import { useState } from 'react'

import { TextField } from '@/components/ui/text-field'
import { PullModel } from '@/features/models/pull-model'
import { modelsWords } from '@/features/models/words'
import { useWords } from '@/lib/words'

const NAME = /^[\w.-]+\/[\w.-]+(@[\w./-]+)?$/

/** A model that is in no list, by its name on the hub. */
export function OtherModel() {
  const t = useWords(modelsWords)
  const [typed, setTyped] = useState('')
  const name = typed.trim()
  return (
    <div className="flex flex-wrap items-start gap-2">
      <TextField
        label={t.otherName}
        hint={t.otherHint}
        value={typed}
        autoCapitalize="none"
        spellCheck={false}
        className="min-w-0 flex-1 basis-64"
        onChange={(event) => {
          setTyped(event.target.value)
        }}
      />
      <div className="pt-7.5">
        <PullModel name={name} act={t.fetch} disabled={!NAME.test(name)} />
      </div>
    </div>
  )
}
