import type { OptionRead, RequirementRead } from '@/lib/schema.gen'

export type Need = RequirementRead['need']
export type Kind = OptionRead['kind']

export const NEEDS: readonly Need[] = ['must', 'nice', 'gate']
export const KINDS: readonly Kind[] = [
  'skill',
  'experience',
  'language',
  'degree',
  'certificate',
  'permit',
  'other',
  'equivalent',
]
export const DEGREES = ['secondary', 'vocational', 'bachelor', 'master', 'doctorate'] as const
export const LEVELS = ['A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'native'] as const
export const WEIGHTS: Record<Need, number> = { must: 3, nice: 1, gate: 3 }

export const NEW_OPTION: OptionRead = { kind: 'skill', name: '', area: [] }
export const NEW_REQUIREMENT: RequirementRead = {
  id: '',
  text: '',
  need: 'must',
  weight: WEIGHTS.must,
  options: [NEW_OPTION],
}

const TIMED: readonly Kind[] = ['skill', 'experience']
const OF_A_FIELD: readonly Kind[] = ['experience', 'degree']

export const isTimed = (kind: Kind) => TIMED.includes(kind)
export const isOfAField = (kind: Kind) => OF_A_FIELD.includes(kind)

/** An option of another kind or name: what it was compared by does not hold any more. */
export function changedOption(option: OptionRead, changed: Partial<OptionRead>): OptionRead {
  const next = { ...option, ...changed }
  if (changed.kind !== undefined && changed.kind !== option.kind) {
    return {
      ...next,
      key: next.kind === 'degree' ? 'bachelor' : null,
      months: isTimed(next.kind) ? next.months : null,
      level: null,
      area: isOfAField(next.kind) ? next.area : [],
    }
  }
  const isRenamed = changed.name !== undefined && changed.name !== option.name
  return isRenamed && next.kind !== 'degree' ? { ...next, key: null } : next
}

/** A need with its usual weight, unless somebody chose another one. */
export function withNeed(requirement: RequirementRead, need: Need): RequirementRead {
  const isUsual = requirement.weight === WEIGHTS[requirement.need]
  return { ...requirement, need, weight: isUsual ? WEIGHTS[need] : requirement.weight }
}

/** What is sent: words that say nothing are left out; its text is told by its names at the least. */
export function finished(requirement: RequirementRead): RequirementRead {
  const options = requirement.options.map((option) => ({
    ...option,
    name: option.name.trim(),
    area: option.area.map((word) => word.trim()).filter(Boolean),
  }))
  const text = requirement.text.trim() || options.map(({ name }) => name).join(' / ')
  return { ...requirement, text, options }
}

/** Whether it names something in each of its ways. */
export function isComplete({ options }: RequirementRead): boolean {
  return options.every(
    ({ kind, name, months }) => name.trim() !== '' && (kind !== 'experience' || Boolean(months)),
  )
}
