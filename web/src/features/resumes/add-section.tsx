import { Plus } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { profileWords } from '@/features/resumes/profile-words'
import type { Section } from '@/features/resumes/sections'
import { useWords } from '@/lib/words'

type AddSectionProps = { sections: readonly Section[]; onAdd: (section: Section) => void }

/** The sections that a profile does not have yet. */
export function AddSection({ sections, onAdd }: AddSectionProps) {
  const t = useWords(profileWords)
  if (sections.length === 0) return null
  return (
    <section aria-label={t.addSection} className="flex flex-wrap items-center gap-2">
      <h2 className="text-sm text-muted">{t.addSection}</h2>
      {sections.map((section) => (
        <Button
          key={section.key}
          size="small"
          onClick={() => {
            onAdd(section)
          }}
        >
          <Plus aria-hidden className="size-4" />
          {t.sections[section.key]}
        </Button>
      ))}
    </section>
  )
}
