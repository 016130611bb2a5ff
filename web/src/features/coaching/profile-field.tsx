import { Link } from '@tanstack/react-router'

import { Banner } from '@/components/ui/banner'
import { Failure } from '@/components/ui/failure'
import { SelectField } from '@/components/ui/select-field'
import type { useProfiles } from '@/features/coaching/use-profiles'
import { coachingWords } from '@/features/coaching/words'
import { useWords } from '@/lib/words'

type ProfileFieldProps = ReturnType<typeof useProfiles>

/** Whose résumé it is about; one's own stands first. */
export function ProfileField({ resumes, own, chosen, error, ...on }: ProfileFieldProps) {
  const t = useWords(coachingWords)
  if (error) return <Failure error={error} onRetry={on.onRetry} />
  if (resumes?.length === 0) return <NoProfiles />
  const inOrder = (resumes ?? []).toSorted(
    (one, other) =>
      Number(other.resume_id === own) - Number(one.resume_id === own) ||
      one.name.localeCompare(other.name),
  )
  return (
    <SelectField
      label={t.profile}
      value={chosen}
      options={inOrder.map(({ resume_id: id, name, label }) => {
        const called = [name || t.unnamed, label].filter(Boolean).join(' – ')
        return { value: id, text: id === own ? t.ownProfile(called) : called }
      })}
      onChange={(event) => {
        on.onChoose(event.target.value)
      }}
    />
  )
}

function NoProfiles() {
  const t = useWords(coachingWords)
  const link = (
    <Link to="/resumes" className="underline">
      {t.toResumes}
    </Link>
  )
  return <Banner action={link}>{t.noProfiles}</Banner>
}
