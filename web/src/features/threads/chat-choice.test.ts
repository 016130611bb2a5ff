import { expect, test } from 'vitest'

import { basesToSend } from '@/features/threads/chat-choice'

const ALL = [{ kb_id: 'cvs' }, { kb_id: 'offers' }]

test('the bases of the conversation need not be sent', () => {
  expect(basesToSend(['offers', 'cvs'], { kbs: ['cvs', 'offers'] }, ALL)).toBeNull()
  expect(basesToSend(null, { kbs: null }, ALL)).toBeNull()
})

test('other bases are sent', () => {
  expect(basesToSend(['offers'], { kbs: ['cvs'] }, ALL)).toEqual(['offers'])
})

test('all bases are named where the conversation was begun with some', () => {
  expect(basesToSend(null, { kbs: ['cvs'] }, ALL)).toEqual(['cvs', 'offers'])
})
