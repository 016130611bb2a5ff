import { afterEach, describe, expect, it } from 'vitest'

import { changePreferences, preferences } from '@/lib/preferences'

const KEY = 'folioscope.preferences'

/** What another tab, an older page or somebody else has written there. */
function write(kept: string) {
  localStorage.setItem(KEY, kept)
  dispatchEvent(new StorageEvent('storage', { key: KEY }))
}

afterEach(() => {
  write('{}')
  localStorage.clear()
})

describe('what is kept in the browser', () => {
  it('holds where it is as it should be', () => {
    const chosen = { theme: 'dark', locale: 'fr', transport: 'websocket', lastThread: 't' } as const
    write(JSON.stringify(chosen))
    expect(preferences()).toEqual(chosen)
  })

  it.each([
    'no JSON',
    '7',
    'null',
    '[1]',
    '{"theme":"<b>","locale":"de","transport":{"a":1},"lastThread":["x"]}',
    '{"theme":null,"locale":"__proto__","transport":"toString","lastThread":7}',
    '{"__proto__":{"locale":"de"},"lastThread":""}',
  ])('is as at first where it is %s', (kept) => {
    write(kept)
    expect(preferences()).toEqual({
      theme: 'system',
      locale: 'en',
      transport: 'sse',
      lastThread: null,
    })
  })

  it('is changed one by one', () => {
    changePreferences({ theme: 'light' })
    changePreferences({ lastThread: 't' })
    expect(preferences()).toMatchObject({ theme: 'light', lastThread: 't' })
  })
})
