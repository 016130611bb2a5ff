import { Plus } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { INPUT } from '@/features/resumes/input-look'
import { textOf, type Path } from '@/features/resumes/json'
import { MoveButtons } from '@/features/resumes/move-buttons'
import { OriginNote } from '@/features/resumes/origin-note'
import { profileWords } from '@/features/resumes/profile-words'
import { useFocusAfter, useList } from '@/features/resumes/use-list'
import { useProfile } from '@/features/resumes/use-profile'
import { useWords } from '@/lib/words'

/** The lines of an entry, such as what was done in a position. */
export function ItemList({ path, name }: { path: Path; name: string }) {
  const t = useWords(profileWords)
  const { change } = useProfile()
  const { values, add, move, remove } = useList(path)
  const { list, focus } = useFocusAfter()
  return (
    <fieldset ref={list} className="flex min-w-0 flex-col gap-2 sm:col-span-2">
      <legend className="mb-1 text-sm font-medium">{name}</legend>
      {values.map((value, index) => {
        const item = t.item(name, index + 1)
        return (
          <div key={index} data-item={index} className="flex flex-col gap-1">
            <div className="flex flex-wrap items-start gap-1 sm:flex-nowrap">
              <textarea
                aria-label={item}
                rows={1}
                className={`${INPUT} field-sizing-content min-w-0 flex-[1_1_16rem]`}
                value={textOf(value)}
                onChange={(event) => {
                  change([...path, index], event.target.value)
                }}
              />
              <MoveButtons
                name={item}
                index={index}
                count={values.length}
                onMove={(to) => {
                  move(index, to)
                  focus(`[data-item="${to}"] button`)
                }}
                onRemove={() => {
                  remove(index)
                  focus(`[data-item="${Math.max(0, index - 1)}"] textarea, [data-add]`)
                }}
              />
            </div>
            <OriginNote path={[...path, index]} field={item} />
          </div>
        )
      })}
      <div>
        <Button
          data-add
          size="small"
          onClick={() => {
            add('')
            focus(`[data-item="${values.length}"] textarea`)
          }}
        >
          <Plus aria-hidden className="size-4" />
          {t.addItem}
        </Button>
      </div>
      <OriginNote path={path} field={name} />
    </fieldset>
  )
}
