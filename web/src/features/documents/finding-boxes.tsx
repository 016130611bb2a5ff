import { placeOf, type Shape } from '@/features/documents/boxes'
import type { FindingRead } from '@/lib/schema.gen'

type FindingBoxesProps = { findings: readonly FindingRead[]; shape: Shape }

/** Where on a page its hidden texts are; what they are is told above it. */
export function FindingBoxes({ findings, shape }: FindingBoxesProps) {
  return findings.map(
    ({ box }, at) =>
      box && (
        <div
          key={at}
          aria-hidden
          data-finding
          className="pointer-events-none absolute min-h-1 min-w-1 border-2 border-warn bg-warn/15"
          style={placeOf(box, shape)}
        />
      ),
  )
}
