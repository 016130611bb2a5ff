import '@testing-library/jest-dom/vitest'

import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

afterEach(cleanup)
// A machine that does much else is slow; what never comes fails all the same.
configure({ asyncUtilTimeout: 5_000 })

const AnyRequest = globalThis.Request

/** As in a browser, an address may be relative to the page. */
class PageRequest extends AnyRequest {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === 'string' ? new URL(input, location.href) : input, init)
  }
}

/** Nothing is laid out here, so that nothing is seen to change its size. */
class BlindObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

// What browsers have and jsdom lacks.
Object.assign(globalThis, {
  Request: PageRequest,
  ResizeObserver: BlindObserver,
  matchMedia: (media: string) => ({
    media,
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }),
  CSS: { supports: () => true, escape: (text: string) => text },
  scrollTo: () => {},
})
