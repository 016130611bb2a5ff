import payloads from '@/features/chat/answer/xss-payloads.json'

/** What a hostile model or file may say. `hacked()` and `evil.example` must never be reached. */
export const XSS_PAYLOADS: readonly string[] = payloads
