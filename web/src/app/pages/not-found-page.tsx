import { Link } from '@tanstack/react-router'
import { MapPinOff } from 'lucide-react'

import { shellWords } from '@/app/shell-words'
import { EmptyState } from '@/components/ui/empty-state'
import { PageFrame } from '@/components/page-frame'
import { useWords } from '@/lib/words'

export function NotFoundPage() {
  const t = useWords(shellWords)
  return (
    <PageFrame title={t.notFound}>
      <EmptyState icon={MapPinOff} title={location.pathname}>
        <Link to="/chat" className="text-accent underline">
          {t.back}
        </Link>
      </EmptyState>
    </PageFrame>
  )
}
