import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'

import { PageFrame } from '@/components/page-frame'
import { LanguageModels } from '@/features/models/language-models'
import { SearchModels } from '@/features/models/search-models'
import { PageSettings } from '@/features/settings/page-settings'
import { ServerFacts } from '@/features/settings/server-facts'
import { PageSection } from '@/components/page-section'
import { ShortcutList } from '@/features/settings/shortcut-list'
import { settingsWords } from '@/features/settings/words'
import { authQuery } from '@/lib/queries/auth'
import { useWords } from '@/lib/words'

export function SettingsPage() {
  const t = useWords(settingsWords)
  const { hash } = useLocation()
  const { data: auth } = useQuery(authQuery)
  const looksAfter = auth && (auth.mode === 'off' || auth.me?.role !== 'member')
  useEffect(() => {
    if (hash) document.getElementById(hash)?.scrollIntoView()
  }, [hash])
  return (
    <PageFrame title={t.title}>
      <div className="flex flex-col gap-10">
        <PageSection id="page" title={t.page}>
          <PageSettings />
        </PageSection>
        <PageSection id="language-models" title={t.languageModels}>
          <LanguageModels />
        </PageSection>
        <PageSection id="search-models" title={t.searchModels}>
          <SearchModels />
        </PageSection>
        {looksAfter && (
          <PageSection id="server" title={t.server}>
            <ServerFacts />
          </PageSection>
        )}
        <PageSection id="shortcuts" title={t.shortcuts}>
          <div className="rounded-lg border bg-surface p-3">
            <ShortcutList />
          </div>
        </PageSection>
      </div>
    </PageFrame>
  )
}
