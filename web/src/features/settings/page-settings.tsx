import { SelectField } from '@/components/ui/select-field'
import { settingsWords } from '@/features/settings/words'
import { changePreferences, usePreferences, type Preferences } from '@/lib/preferences'
import { LOCALES, useWords, type Locale } from '@/lib/words'
import { useSocketsBlocked } from '@/runs/sockets-blocked'

/** What a person chooses for this browser alone; it holds from the moment it is chosen. */
export function PageSettings() {
  const t = useWords(settingsWords)
  const { locale, theme, transport } = usePreferences()
  const isBlocked = useSocketsBlocked() && transport === 'websocket'
  return (
    <>
      <p className="text-sm text-muted">{t.keptHere}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={t.language}
          value={locale}
          options={Object.entries(LOCALES).map(([value, text]) => ({ value, text }))}
          onChange={(event) => {
            changePreferences({ locale: event.target.value as Locale })
          }}
        />
        <SelectField
          label={t.theme}
          value={theme}
          options={Object.entries(t.themes).map(([value, text]) => ({ value, text }))}
          onChange={(event) => {
            changePreferences({ theme: event.target.value as Preferences['theme'] })
          }}
        />
        <SelectField
          label={t.transport}
          hint={isBlocked ? t.transportBlocked : t.transportMeans[transport]}
          value={transport}
          options={Object.entries(t.transports).map(([value, text]) => ({ value, text }))}
          onChange={(event) => {
            changePreferences({ transport: event.target.value as Preferences['transport'] })
          }}
        />
      </div>
    </>
  )
}
