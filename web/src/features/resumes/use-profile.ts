import { createContext, use, useCallback, useMemo, useState } from 'react'

import { faultsIn } from '@/features/resumes/faults'
import {
  at,
  isSame,
  pointerOf,
  withAt,
  type Json,
  type JsonObject,
  type Path,
} from '@/features/resumes/json'
import { originsOf } from '@/features/resumes/origins'
import type { FieldPlace, ResumeRead } from '@/lib/schema.gen'

export type WasRead = { value: Json | undefined; place: FieldPlace | null }

export type Profile = {
  /** The résumé with what is being changed of it. */
  resume: JsonObject
  change: (path: Path, value: Json | undefined) => void
  /** What was read of a field; null where nothing was. */
  wasRead: (path: Path) => WasRead | null
  /** Null where there is no document to open. */
  open: ((place: FieldPlace) => void) | null
  /** What cannot be saved, by pointer. */
  faults: ReadonlyMap<string, 'date' | 'mail'>
}

const ProfileContext = createContext<Profile | null>(null)
export const ProfileProvider = ProfileContext.Provider

export function useProfile(): Profile {
  const profile = use(ProfileContext)
  if (!profile) throw new Error('A field of a profile stands outside of one.')
  return profile
}

/** A profile while it is edited: what is typed stays here until it is saved. */
export function useEditedProfile(stored: ResumeRead, open: Profile['open']) {
  const [edited, setEdited] = useState<JsonObject | null>(null)
  const saved = stored.resume as JsonObject
  const resume = edited ?? saved

  const change = useCallback(
    (path: Path, value: Json | undefined) => {
      setEdited((before) => {
        const next = withAt(before ?? saved, path, value)
        return isSame(next, saved) ? null : next
      })
    },
    [saved],
  )
  const wasRead = useWasRead(stored, resume)
  const faults = useMemo(() => faultsIn(resume), [resume])
  const profile = useMemo<Profile>(
    () => ({ resume, change, wasRead, open, faults }),
    [resume, change, wasRead, open, faults],
  )
  return {
    profile,
    isChanged: edited !== null,
    discard: () => {
      setEdited(null)
    },
  }
}

function useWasRead(stored: ResumeRead, resume: JsonObject): Profile['wasRead'] {
  const isByHand = stored.source === 'hand'
  const read = (stored.read?.resume ?? stored.resume) as JsonObject
  const places = stored.read?.places ?? stored.places
  const origins = useMemo(() => originsOf(read, resume), [read, resume])
  return useCallback(
    (path: Path) => {
      const origin = isByHand ? undefined : origins.get(pointerOf(path))
      if (!origin) return null
      return { value: at(read, origin), place: places[pointerOf(origin)] ?? null }
    },
    [isByHand, origins, read, places],
  )
}
