import type { ResumeBrief } from '@/lib/schema.gen'

const plain = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase()

/** Those in which all of the words are found, accents or not. */
export function matching(resumes: readonly ResumeBrief[], words: string): ResumeBrief[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  return resumes.filter(({ name, label, document }) => {
    const said = plain(`${name} ${label} ${document ?? ''}`)
    return wanted.every((word) => said.includes(word))
  })
}

/** By name, one's own before all others. */
export function ownFirst(resumes: readonly ResumeBrief[], own: string | null): ResumeBrief[] {
  return resumes.toSorted(
    (one, other) =>
      Number(other.resume_id === own) - Number(one.resume_id === own) ||
      one.name.localeCompare(other.name),
  )
}
