import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { PullModel } from '@/features/models/pull-model'
import type { useRemoveModel, useTestModel } from '@/features/models/queries'
import { modelsWords } from '@/features/models/words'
import type { ModelRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type ModelActionsProps = {
  model: ModelRead
  test: ReturnType<typeof useTestModel>
  remove: ReturnType<typeof useRemoveModel>
}

/** What a model in this state can be asked to do. */
export function ModelActions({ model, test, remove }: ModelActionsProps) {
  const t = useWords(modelsWords)
  const [isAsking, setIsAsking] = useState(false)
  const { state } = model
  const isHere = state === 'ready' || state === 'served'
  const isRemovable = model.bytes > 0 && model.used_by.length === 0 && !model.is_default
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {isHere && model.use === 'embedding' && (
        <Button
          size="small"
          disabled={test.isPending}
          aria-label={t.ofModel(t.test, model.name)}
          onClick={() => {
            test.mutate(model.name)
          }}
        >
          {test.isPending ? t.testing : t.test}
        </Button>
      )}
      {!isHere && <PullModel name={model.name} act={t.fetchFrom[state]} />}
      {isRemovable && (
        <Button
          size="small"
          look="danger"
          disabled={remove.isPending}
          aria-label={t.ofModel(t.remove, model.name)}
          onClick={() => {
            setIsAsking(true)
          }}
        >
          {t.remove}
        </Button>
      )}
      <ConfirmDialog
        title={t.removeTitle(model.name)}
        description={t.removeMeans}
        action={t.remove}
        open={isAsking}
        onOpenChange={setIsAsking}
        onConfirm={() => {
          remove.mutate(model.name)
        }}
      />
    </div>
  )
}
