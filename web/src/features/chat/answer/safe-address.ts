const ALLOWED = new Set(['http:', 'https:', 'mailto:'])
/** An address on another host, or one to write to; nothing that is read as of this page. */
const ABSOLUTE = /^(?:https?:\/\/|mailto:)[^\s\\]+$/i

/** The address as it will be gone to, or null if nobody should go there from here. */
export function safeAddress(address: unknown): string | null {
  if (typeof address !== 'string' || !ABSOLUTE.test(address)) return null
  try {
    const url = new URL(address)
    return ALLOWED.has(url.protocol) ? url.href : null
  } catch {
    return null
  }
}
