import type { BoardRead, OfferRead } from '@/lib/schema.gen'

export function anOffer(about: Partial<OfferRead> = {}): OfferRead {
  return {
    offer_id: 'offer-1',
    board_id: 'board-1',
    document_id: 'doc-1',
    source_id: '1',
    state: 'open',
    url: 'https://jobs.example/1',
    title: 'Baker',
    company: 'Inn',
    locations: [{ city: 'Lyon', region: null, country: 'FR' }],
    remote: 'none',
    contract: 'permanent',
    sector: null,
    salary_min: null,
    salary_max: null,
    salary_currency: null,
    salary_period: null,
    salary_yearly: null,
    posted_at: '2026-11-01T00:00:00Z',
    starts_at: null,
    expires_at: null,
    language: 'en',
    tags: [],
    first_seen_at: '2026-11-02T00:00:00Z',
    changed_at: '2026-11-02T00:00:00Z',
    seen_at: '2026-11-02T00:00:00Z',
    closed_at: null,
    ...about,
  }
}

export function aBoard(about: Partial<BoardRead> = {}): BoardRead {
  return {
    board_id: 'board-1',
    name: 'Bakeries',
    backend: 'greenhouse',
    config: { slug: 'bakeries' },
    kb_id: 'kb-1',
    every_seconds: null,
    next_sync_at: null,
    open: 2,
    closed: 0,
    last_sync: null,
    ...about,
  }
}
