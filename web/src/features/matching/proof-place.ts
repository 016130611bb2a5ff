import type { OpenedDocument } from '@/lib/opened-document'
import type { MatchRead, ProofRead } from '@/lib/schema.gen'

/** Where the line of a CV stands, or null where no document shows it. */
export function placeOfProof(
  documentId: string | null,
  { page, page_ordinal, start, end }: ProofRead,
): OpenedDocument | null {
  if (documentId === null || page_ordinal === null || start === null || end === null) return null
  // A part of a format without pages goes by its place, which is counted from 1 too.
  return { doc: documentId, page: page ?? page_ordinal + 1, from: start, to: end }
}

/** The lines that bear a verdict out, each once: two facts may stand in the same line. */
export function proofsOf(match: MatchRead, requirementId: string): ProofRead[] {
  const proofs = match.judgements.find((one) => one.requirement_id === requirementId)?.proofs ?? []
  const kept = new Map(
    proofs.map((proof) => [
      `${String(proof.page_ordinal)} ${String(proof.start)} ${proof.quote}`,
      proof,
    ]),
  )
  return [...kept.values()]
}
