import { useState } from 'react'

import { AddSection } from '@/features/resumes/add-section'
import { listOf, type Json } from '@/features/resumes/json'
import { LeaveGuard } from '@/features/resumes/leave-guard'
import { OtherParts } from '@/features/resumes/other-parts'
import { PersonCard } from '@/features/resumes/person-card'
import { SaveBar } from '@/features/resumes/save-bar'
import { SectionCard } from '@/features/resumes/section-card'
import { SECTIONS } from '@/features/resumes/sections'
import { ProfileProvider, useEditedProfile } from '@/features/resumes/use-profile'
import type { FieldPlace, ResumeRead } from '@/lib/schema.gen'

type ProfileEditorProps = {
  resume: ResumeRead
  /** Opens the document at a place of it; null where there is none. */
  onOpen: ((place: FieldPlace) => void) | null
}

/** A profile to read and to edit; nothing is kept before it is saved. */
export function ProfileEditor({ resume, onOpen }: ProfileEditorProps) {
  const { profile, isChanged, discard } = useEditedProfile(resume, onOpen)
  const [added, setAdded] = useState<string | null>(null)
  const read = resume.read?.resume as Record<string, Json> | undefined
  const isThere = (key: string) =>
    listOf(profile.resume[key]).length > 0 || listOf(read?.[key]).length > 0
  const isBlank = Object.keys(resume.resume).length === 0
  return (
    <ProfileProvider value={profile}>
      <div className="flex flex-col gap-4">
        <PersonCard startsOpen={isBlank || resume.source === 'hand'} />
        {SECTIONS.filter(({ key }) => isThere(key)).map((section) => (
          <SectionCard key={section.key} section={section} startsOpen={section.key === added} />
        ))}
        <AddSection
          sections={SECTIONS.filter(({ key }) => !isThere(key))}
          onAdd={({ key }) => {
            profile.change([key], [{}])
            setAdded(key)
          }}
        />
        <OtherParts />
        <SaveBar resumeId={resume.resume_id} isChanged={isChanged} onDone={discard} />
      </div>
      <LeaveGuard isChanged={isChanged} />
    </ProfileProvider>
  )
}
