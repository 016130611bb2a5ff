import { useMemo } from 'react'

import { placeOf, type Shape } from '@/features/documents/boxes'
import { overlaps, slicer, type Span } from '@/features/documents/spans'
import type { LineRead } from '@/lib/schema.gen'

type TextLayerProps = {
  text: string
  lines: readonly LineRead[]
  marks: readonly Span[]
  shape: Shape
}

const FONT = 'sans-serif'
const LETTERS = 0.85 // of the height of a line
let canvas: CanvasRenderingContext2D | null | undefined

function measured(text: string, size: number): number {
  canvas ??= document.createElement('canvas').getContext('2d')
  if (!canvas) return 0
  canvas.font = `${size}px ${FONT}`
  return canvas.measureText(text).width
}

/** How the letters of a line are set so that they cover those of the picture. */
function lettersOf(words: string, box: readonly number[], { width }: Shape) {
  const [left = 0, top = 0, right = left, bottom = top] = box
  const size = Math.max(1, (bottom - top) * LETTERS)
  const natural = measured(words, size)
  return {
    fontFamily: FONT,
    fontSize: `${(100 * size) / width}cqw`,
    lineHeight: `${(100 * (bottom - top)) / width}cqw`,
    transform: natural > 0 ? `scaleX(${(right - left) / natural})` : undefined,
  }
}

/**
 * The text of a page, invisible over its picture: it can be selected, copied, found and read out.
 * The lines that are marked shine through. All sizes are shares of the page, so that it needs no
 * new layout when the page is shown larger.
 */
export function TextLayer({ text, lines, marks, shape }: TextLayerProps) {
  const placed = useMemo(() => {
    const cut = slicer(text)
    return lines.map((line) => {
      const words = cut(line.start, line.end)
      return {
        line,
        words,
        place: placeOf(line.box, shape),
        letters: lettersOf(words, line.box, shape),
      }
    })
  }, [text, lines, shape])
  return placed.map(({ line, words, place, letters }, at) => {
    const isMarked = overlaps(line, marks)
    const Tag = isMarked ? 'mark' : 'span'
    return (
      <Tag
        key={at}
        data-marked={isMarked || undefined}
        className={isMarked ? MARKED : 'absolute text-transparent'}
        style={place}
      >
        <span className="block w-max origin-left whitespace-pre [tab-size:1]" style={letters}>
          {words}
        </span>
      </Tag>
    )
  })
}

// A picture of a page is as white in the dark as it is in the light.
const MARKED =
  'absolute rounded-xs bg-[light-dark(var(--mark),var(--warn))] text-transparent mix-blend-multiply outline-2 outline-[light-dark(var(--mark),var(--warn))]'
