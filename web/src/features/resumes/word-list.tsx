import { ArrowLeft, ArrowRight, FileSearch, Plus, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'

import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { INPUT } from '@/features/resumes/input-look'
import { textOf, type Path } from '@/features/resumes/json'
import { OriginNote } from '@/features/resumes/origin-note'
import { profileWords } from '@/features/resumes/profile-words'
import { useFocusAfter, useList } from '@/features/resumes/use-list'
import { useProfile } from '@/features/resumes/use-profile'
import { useWords } from '@/lib/words'

/** Single words, such as skills: the one that is pressed can be moved, removed, or looked up. */
export function WordList({ path, name }: { path: Path; name: string }) {
  const t = useWords(profileWords)
  const [chosen, setChosen] = useState<number | null>(null)
  const { values } = useList(path)
  return (
    <fieldset className="flex min-w-0 flex-col gap-2 sm:col-span-2">
      <legend className="mb-1 text-sm font-medium">{name}</legend>
      <ul className="flex flex-wrap gap-1.5" aria-label={name}>
        {values.map((value, index) => (
          <li key={index} className="max-w-full">
            <button
              type="button"
              aria-pressed={chosen === index}
              className="min-h-8 max-w-full rounded-full bg-sunken px-3 text-sm wrap-anywhere hover:bg-soft aria-pressed:bg-accent aria-pressed:text-on-accent"
              onClick={() => {
                setChosen(chosen === index ? null : index)
              }}
            >
              {textOf(value) || t.unnamed}
            </button>
          </li>
        ))}
      </ul>
      {chosen !== null && chosen < values.length && (
        <ChosenWord path={path} index={chosen} onChoose={setChosen} />
      )}
      <NewWord path={path} name={name} />
      <OriginNote path={path} field={name} />
    </fieldset>
  )
}

type ChosenWordProps = { path: Path; index: number; onChoose: (index: number | null) => void }

function ChosenWord({ path, index, onChoose }: ChosenWordProps) {
  const t = useWords(profileWords)
  const { wasRead, open } = useProfile()
  const { values, move, remove } = useList(path)
  const { list, focus } = useFocusAfter()
  const word = textOf(values[index])
  const place = wasRead([...path, index])?.place
  const to = (next: number) => {
    move(index, next)
    onChoose(next)
    focus('button')
  }
  return (
    <div ref={list} className="flex flex-wrap items-center gap-1 rounded-lg bg-sunken px-2 text-sm">
      <span className="me-1 font-medium wrap-anywhere">{word}</span>
      <IconButton
        size="small"
        icon={ArrowLeft}
        label={t.before(word)}
        disabled={index === 0}
        onClick={() => {
          to(index - 1)
        }}
      />
      <IconButton
        size="small"
        icon={ArrowRight}
        label={t.after(word)}
        disabled={index === values.length - 1}
        onClick={() => {
          to(index + 1)
        }}
      />
      {place && open && (
        <IconButton
          size="small"
          icon={FileSearch}
          label={t.show(word, place.page)}
          onClick={() => {
            open(place)
          }}
        />
      )}
      <IconButton
        size="small"
        icon={Trash2}
        label={t.remove(word)}
        onClick={() => {
          remove(index)
          onChoose(null)
        }}
      />
    </div>
  )
}

function NewWord({ path, name }: { path: Path; name: string }) {
  const t = useWords(profileWords)
  const id = useId()
  const [text, setText] = useState('')
  const { add } = useList(path)
  const put = () => {
    const words = text.split(',').map((word) => word.trim())
    add(...words.filter(Boolean))
    setText('')
  }
  return (
    <div className="flex max-w-sm items-end gap-2">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="sr-only">
          {t.newWord(name)}
        </label>
        <input
          id={id}
          className={INPUT}
          value={text}
          placeholder={t.newWord(name)}
          onChange={(event) => {
            setText(event.target.value)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            event.preventDefault()
            put()
          }}
        />
      </div>
      <Button size="small" className="min-h-10" onClick={put} disabled={!text.trim()}>
        <Plus aria-hidden className="size-4" />
        {t.addWord}
      </Button>
    </div>
  )
}
