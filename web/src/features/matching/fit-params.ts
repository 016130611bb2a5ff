import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'

/** What is compared and looked at, as the address of the page holds it. */
export type FitParams = {
  /** Ids of résumés; with none, and no base, it is one's own. */
  resume: string[]
  /** Names of bases, of which everybody is compared. */
  kb: string[]
  /** The id of an offer; without it the job is a text. */
  offer: string
  /** The résumé that is looked at, */
  candidate: string
  /** and what of the job. */
  requirement: string
}

function readList(value: unknown): string[] {
  const listed = Array.isArray(value) ? value : readText(value).split(',')
  return [...new Set(listed.map((one) => String(one).trim()).filter(Boolean))]
}

// An id of digits alone comes as a number out of an address that was typed.
function readText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
}

export function readFitParams(address: Record<string, unknown>): FitParams {
  return {
    resume: readList(address.resume),
    kb: readList(address.kb),
    offer: readText(address.offer),
    candidate: readText(address.candidate),
    requirement: readText(address.requirement),
  }
}

/** The part of the address that says so; what is empty is left out. */
export function writeFitParams(params: FitParams): Record<string, unknown> {
  const { resume, kb, ...texts } = params
  return {
    resume: resume.join(',') || undefined,
    kb: kb.some((name) => name.includes(',')) ? kb : kb.join(',') || undefined,
    offer: texts.offer || undefined,
    candidate: texts.candidate || undefined,
    requirement: texts.requirement || undefined,
  }
}

/** The comparison that the address tells, and how to have it tell another. */
export function useFitParams() {
  const address: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const params = useMemo(() => readFitParams(address), [address])
  const change = (changed: Partial<FitParams>) => {
    const next = { ...params, ...changed }
    void navigate({
      to: '.',
      // Going back leads from one person to everybody, not through each choice.
      replace: next.candidate === params.candidate,
      search: (others: Record<string, unknown>) => ({ ...others, ...writeFitParams(next) }),
    })
  }
  return { params, change }
}
