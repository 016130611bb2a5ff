import { Plus } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { EntryCard } from '@/features/resumes/entry-card'
import { OriginNote } from '@/features/resumes/origin-note'
import { profileWords } from '@/features/resumes/profile-words'
import type { Section } from '@/features/resumes/sections'
import { useFocusAfter, useList } from '@/features/resumes/use-list'
import { useWords } from '@/lib/words'

type SectionCardProps = { section: Section; startsOpen: boolean }

/** A section of a profile: its entries in their order. */
export function SectionCard({ section, startsOpen }: SectionCardProps) {
  const t = useWords(profileWords)
  const { values, add, move, remove } = useList([section.key])
  const [opened, setOpened] = useState<number | null>(startsOpen ? 0 : null)
  const { list, focus } = useFocusAfter()
  const title = t.sections[section.key] ?? section.key
  return (
    <section ref={list} aria-label={title} className="rounded-xl border bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">{title}</h2>
        <Button
          look="quiet"
          size="small"
          aria-label={t.addTo(title)}
          onClick={() => {
            add({})
            setOpened(values.length)
            focus(`[data-entry="${values.length}"] input`)
          }}
        >
          <Plus aria-hidden className="size-4" />
          {t.addWord}
        </Button>
      </div>
      <OriginNote path={[section.key]} field={title} />
      <ol>
        {values.map((_, index) => (
          <EntryCard
            key={index}
            section={section}
            index={index}
            count={values.length}
            isOpen={opened === index}
            onToggle={() => {
              setOpened(opened === index ? null : index)
            }}
            onMove={(to) => {
              move(index, to)
              setOpened(to)
              focus(`[data-entry="${to}"] button`)
            }}
            onRemove={() => {
              remove(index)
              setOpened(null)
              focus(`[data-entry="${Math.max(0, index - 1)}"] [data-toggle], button`)
            }}
          />
        ))}
      </ol>
    </section>
  )
}
