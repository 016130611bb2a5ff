import { expect, test } from 'vitest'

import { pictureScale } from '@/features/documents/picture-scale'

test('a picture has a dot for each of the screen', () => {
  expect(pictureScale(595, 595, 1)).toBe(1)
  expect(pictureScale(595, 595, 2)).toBe(2)
})

test('a panel that is being resized asks for few pictures', () => {
  const widths = Array.from({ length: 200 }, (_, more) => 400 + more)
  expect(new Set(widths.map((width) => pictureScale(width, 595, 1))).size).toBeLessThan(4)
})

test('no picture is asked for that the server would not draw', () => {
  expect(pictureScale(10, 5000, 1)).toBe(0.5)
  expect(pictureScale(3000, 200, 3)).toBe(4)
})
