import { ListTree } from 'lucide-react'

import { IconButton } from '@/components/ui/icon-button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { documentWords } from '@/features/documents/words'
import type { SectionRead } from '@/lib/schema.gen'
import { sectionTitle, sectionWords } from '@/lib/section-words'
import { useWords } from '@/lib/words'

type OutlineProps = {
  sections: readonly SectionRead[]
  onJump: (section: SectionRead) => void
}

/** The sections of a CV and their entries, to jump to. */
export function Outline({ sections, onJump }: OutlineProps) {
  const t = useWords(documentWords)
  const titles = useWords(sectionWords)
  if (sections.length === 0) return null
  return (
    <Menu trigger={<IconButton icon={ListTree} label={t.outline} />}>
      {sections.map((one, at) => {
        const entry = entryTitle(one)
        const isNew = sections[at - 1]?.section !== one.section
        return (
          <div key={one.chunk_id}>
            {(isNew || !entry) && (
              <MenuItem
                onSelect={() => {
                  onJump(one)
                }}
              >
                {sectionTitle(titles, one.section)}
              </MenuItem>
            )}
            {entry && (
              <MenuItem
                onSelect={() => {
                  onJump(one)
                }}
              >
                <span className="max-w-72 truncate pl-4 text-muted">{entry}</span>
              </MenuItem>
            )}
          </div>
        )
      })}
    </Menu>
  )
}

function entryTitle({ entry }: SectionRead): string {
  return [entry?.position, entry?.organization].filter(Boolean).join(', ')
}
