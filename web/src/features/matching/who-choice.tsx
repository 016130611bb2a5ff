import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { ChoiceCard } from '@/features/matching/choice-card'
import { choiceWords } from '@/features/matching/choice-words'
import type { FitParams } from '@/features/matching/fit-params'
import { OwnResume } from '@/features/matching/own-resume'
import { PeoplePicker } from '@/features/matching/people-picker'
import { PoolPicker } from '@/features/matching/pool-picker'
import { usePeople } from '@/features/matching/people'
import { Ways } from '@/features/matching/ways'
import { ownResumeQuery } from '@/lib/queries/resumes'
import { useWords } from '@/lib/words'

type WhoChoiceProps = { params: FitParams; onChange: (changed: Partial<FitParams>) => void }
type Way = 'own' | 'some' | 'pool'

const NOBODY = { resume: [], kb: [], candidate: '', requirement: '' }

/** Whose CVs are compared: one's own, those of some people, or all of a base. */
export function WhoChoice({ params, onChange }: WhoChoiceProps) {
  const t = useWords(choiceWords)
  const { resume, kb } = params
  const told: Way = kb.length > 0 ? 'pool' : resume.length > 0 ? 'some' : 'own'
  const [way, setWay] = useState(told)
  const [isOpen, setOpen] = useState(false)
  const chosen = useChosen(params, told)
  return (
    <ChoiceCard
      title={t.who}
      chosen={chosen}
      isOpen={isOpen}
      onToggle={() => {
        setWay(told)
        setOpen(!isOpen)
      }}
    >
      <Ways<Way>
        legend={t.who}
        ways={[
          { value: 'own', text: t.own },
          { value: 'some', text: t.some },
          { value: 'pool', text: t.pool },
        ]}
        chosen={way}
        onChange={(next) => {
          setWay(next)
          setOpen(true)
          if (next === 'own') onChange(NOBODY)
        }}
      />
      {way === 'own' && <OwnResume />}
      {way === 'some' && (
        <PeoplePicker
          chosen={resume}
          onChange={(ids) => {
            setOpen(true)
            onChange({ ...NOBODY, resume: ids })
          }}
        />
      )}
      {way === 'pool' && (
        <PoolPicker
          chosen={kb}
          onChange={(names) => {
            setOpen(true)
            onChange({ ...NOBODY, kb: names })
          }}
        />
      )}
    </ChoiceCard>
  )
}

function useChosen({ resume, kb }: FitParams, way: Way): string | null {
  const t = useWords(choiceWords)
  const { data: own } = useQuery(ownResumeQuery)
  const { people } = usePeople(resume.length === 1)
  if (way === 'pool') return t.allOf(kb.join(', '))
  if (way === 'own') return own ? t.ownOf(own.name) : null
  const only = resume.length === 1 && people?.find((one) => one.resume_id === resume[0])
  return only ? only.name : t.chosen(resume.length)
}
