import { useEffect, useRef } from 'react'

import { at, listOf, moved, type Json, type Path } from '@/features/resumes/json'
import { useProfile } from '@/features/resumes/use-profile'

/** A list of a profile: its values, and how they are added, moved and removed. */
export function useList(path: Path) {
  const { resume, change } = useProfile()
  const values = listOf(at(resume, path))
  const put = (next: Json[]) => {
    change(path, next.length > 0 ? next : undefined)
  }
  return {
    values,
    add: (...added: Json[]) => {
      put([...values, ...added])
    },
    move: (from: number, to: number) => {
      put(moved(values, from, to))
    },
    remove: (index: number) => {
      put(values.filter((_, each) => each !== index))
    },
  }
}

/** Has the focus go where a list was changed, once that is drawn. */
export function useFocusAfter() {
  const list = useRef<HTMLElement | null>(null)
  const wanted = useRef<string | null>(null)
  useEffect(() => {
    if (!wanted.current) return
    const found = list.current?.querySelectorAll<HTMLElement>(wanted.current)
    wanted.current = null
    Array.from(found ?? [])
      .find((element) => !element.matches(':disabled'))
      ?.focus()
  })
  return {
    list: (element: HTMLElement | null) => {
      list.current = element
    },
    /** The first of these that can have it. */
    focus: (selector: string) => {
      wanted.current = selector
    },
  }
}
