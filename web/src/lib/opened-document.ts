import { useNavigate, useSearch } from '@tanstack/react-router'

/** A place in a document, kept in the address: it survives a reload and may be sent as a link. */
export type OpenedDocument = {
  doc: string
  /** Number of the page, from 1, or of the part in formats without pages. */
  page?: number
  /** The passage whose lines are marked, */
  chunk?: string
  /** or the code points of the page's text from `from` until before `to`. */
  from?: number
  to?: number
}

// An id of digits alone comes as a number out of an address that was typed.
const text = (value: unknown) =>
  (typeof value === 'string' && value) || typeof value === 'number' ? String(value) : undefined
const count = (value: unknown) =>
  Number.isInteger(Number(value)) && Number(value) >= 0 && value !== '' && value !== null
    ? Number(value)
    : undefined

const NONE = { doc: undefined, chunk: undefined, page: undefined, from: undefined, to: undefined }

/** The part of any page's address that says which document is open beside it. */
export function readOpenedDocument(search: Record<string, unknown>): Partial<OpenedDocument> {
  const doc = text(search.doc)
  // Named and undefined, so that what the address says instead does not come through.
  if (!doc) return NONE
  const place = { page: count(search.page), from: count(search.from), to: count(search.to) }
  return { doc, chunk: text(search.chunk), ...place }
}

export function useOpenedDocument() {
  const search: Partial<OpenedDocument> = useSearch({ strict: false })
  const navigate = useNavigate()
  const show = (opened: Partial<OpenedDocument>, replace: boolean) =>
    void navigate({
      to: '.',
      replace,
      search: (others: Record<string, unknown>) => ({
        ...others,
        doc: opened.doc,
        page: opened.page,
        chunk: opened.chunk,
        from: opened.from,
        to: opened.to,
      }),
    })
  return {
    opened: search.doc ? { ...search, doc: search.doc } : null,
    open: (opened: OpenedDocument) => {
      show(opened, false)
    },
    turnTo: (opened: OpenedDocument) => {
      show(opened, true)
    },
    close: () => {
      show({}, false)
    },
  }
}
