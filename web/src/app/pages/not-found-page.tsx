import { Link } from '@tanstack/react-router'
import { MapPinOff } from 'lucide-react'

import { EmptyState } from '@/components/ui/empty-state'
import { useWords } from '@/lib/words'

const words = {
  en: { title: 'There is no page at this address', back: 'Back to the chat' },
  fr: { title: 'Il n’y a pas de page à cette adresse', back: 'Retour à la conversation' },
}

export function NotFoundPage() {
  const t = useWords(words)
  return (
    <EmptyState icon={MapPinOff} title={t.title}>
      <Link to="/chat" className="text-accent underline">
        {t.back}
      </Link>
    </EmptyState>
  )
}
