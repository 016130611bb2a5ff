import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'

import { PageSettings } from '@/features/settings/page-settings'
import { ShortcutList } from '@/features/settings/shortcut-list'
import { changePreferences } from '@/lib/preferences'
import { SHORTCUTS } from '@/lib/shortcuts'
import { renderPage } from '@/testing/render'

afterEach(() => {
  changePreferences({ locale: 'en', theme: 'system', transport: 'sse' })
})

test('a language holds at once, for the words and for the page', async () => {
  await renderPage(<PageSettings />)
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Language' }), 'Français')
  expect(screen.getByRole('combobox', { name: 'Langue' })).toBeInTheDocument()
  expect(document.documentElement.lang).toBe('fr')
})

test('a theme holds at once', async () => {
  await renderPage(<PageSettings />)
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Appearance' }), 'Dark')
  expect(document.documentElement.dataset.theme).toBe('dark')
})

test('a transport says what it is good for', async () => {
  await renderPage(<PageSettings />)
  const field = screen.getByRole('combobox', { name: 'How answers come' })
  await userEvent.selectOptions(field, 'WebSocket')
  expect(field).toHaveAccessibleDescription(/both directions/)
})

test('every key of the page is in the list', async () => {
  await renderPage(<ShortcutList />)
  expect(screen.getAllByRole('term').length).toBe(Object.keys(SHORTCUTS).length + 2)
})
