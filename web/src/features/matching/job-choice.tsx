import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { ChoiceCard } from '@/features/matching/choice-card'
import { choiceWords } from '@/features/matching/choice-words'
import type { FitParams } from '@/features/matching/fit-params'
import { JobTextForm } from '@/features/matching/job-text-form'
import type { KeptJob } from '@/features/matching/kept-job'
import { OfferPicker } from '@/features/matching/offer-picker'
import { Ways } from '@/features/matching/ways'
import type { JobRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

type JobChoiceProps = {
  params: FitParams
  job: KeptJob | null
  asked: JobRead | undefined
  onOffer: (offerId: string) => void
  onText: (job: KeptJob) => void
}
type Way = 'offer' | 'text'

/** Which job they are compared with: an offer, or a text that is pasted. */
export function JobChoice({ params, job, asked, onOffer, onText }: JobChoiceProps) {
  const t = useWords(choiceWords)
  const told: Way = params.offer || !job ? 'offer' : 'text'
  const [way, setWay] = useState(told)
  const [isOpen, setOpen] = useState(false)
  const isChosen = params.offer !== '' || job !== null
  return (
    <ChoiceCard
      title={t.job}
      chosen={isChosen ? <Chosen params={params} job={job} asked={asked} /> : null}
      isOpen={isOpen}
      onToggle={() => {
        setWay(told)
        setOpen(!isOpen)
      }}
    >
      <Ways<Way>
        legend={t.job}
        ways={[
          { value: 'offer', text: t.offer },
          { value: 'text', text: t.text },
        ]}
        chosen={way}
        onChange={setWay}
      />
      {way === 'offer' ? (
        <OfferPicker
          onChoose={(offerId) => {
            setOpen(false)
            onOffer(offerId)
          }}
        />
      ) : (
        <JobTextForm
          job={job}
          onRead={(next) => {
            setOpen(false)
            onText(next)
          }}
        />
      )}
    </ChoiceCard>
  )
}

function Chosen({ params, job, asked }: Pick<JobChoiceProps, 'params' | 'job' | 'asked'>) {
  const t = useWords(choiceWords)
  if (!params.offer) return <p>{job?.title || t.ownText}</p>
  return (
    <p>
      {[asked?.title, asked?.company].filter(Boolean).join(' · ')}{' '}
      <Link
        to="/offers/$offerId"
        params={{ offerId: params.offer }}
        className="text-sm whitespace-nowrap text-accent underline"
      >
        {t.seeOffer}
      </Link>
    </p>
  )
}
