import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { fileForTests } from '@/features/knowledge/picking/file-for-tests'
import {
  checkFiles,
  extensionOf,
  readable,
  splitIntoParts,
} from '@/features/knowledge/picking/upload-limits'

const limits = {
  extensions: ['.pdf', '.txt'],
  max_file_mb: 1,
  max_upload_mb: 4,
  max_upload_files: 3,
}
const MEGABYTE = 1024 * 1024

const fileOf = (path: string, size: number) => fileForTests(path, { size })

describe('checking files by the limits of the server', () => {
  it('leaves out each file that would be refused with its reason, and keeps the rest', () => {
    const files = [
      fileOf('cvs/ada.pdf', 10),
      fileOf('photo.xyz', 10),
      fileOf('README', 10),
      fileOf('large.txt', MEGABYTE + 1),
      fileOf('empty.txt', 0),
      fileOf('full.TXT', MEGABYTE),
    ]
    const { files: good, leftOut } = checkFiles({ files, leftOut: [] }, limits)
    expect(good.map(({ path }) => path)).toEqual(['cvs/ada.pdf', 'full.TXT'])
    expect(leftOut).toEqual([
      { path: 'photo.xyz', code: 'unsupported_kind' },
      { path: 'README', code: 'unsupported_kind' },
      { path: 'large.txt', code: 'file_too_large' },
      { path: 'empty.txt', code: 'empty_file' },
    ])
  })

  it('reads the extension from the name alone, in any case', () => {
    expect(extensionOf('a.b/CV.Final.PDF')).toBe('.pdf')
    expect(extensionOf('a.pdf/README')).toBe('')
    expect(extensionOf('cvs/.pdf')).toBe('')
  })

  it('finds a file that vanished since it was chosen', async () => {
    const gone = fileForTests('gone.pdf', { isGone: true })
    const found = await readable([fileForTests('ada.pdf'), gone])
    expect(found.files.map(({ path }) => path)).toEqual(['ada.pdf'])
    expect(found.leftOut).toEqual([{ path: 'gone.pdf', code: 'file_unreadable' }])
  })
})

describe('splitting files into requests', () => {
  it('sends few files at once', () => {
    expect(splitIntoParts([fileOf('a.pdf', 1), fileOf('b.pdf', 1)], limits)).toHaveLength(1)
  })

  it('sends nothing where there is nothing', () => {
    expect(splitIntoParts([], limits)).toEqual([])
  })

  it('loses none, keeps their order, and keeps every request within the limits', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3 * MEGABYTE }), { maxLength: 40 })
    fc.assert(
      fc.property(sizes, (given) => {
        const files = given.map((size, at) => fileOf(`${at}.pdf`, size))
        const parts = splitIntoParts(files, limits)
        expect(parts.flat()).toEqual(files)
        for (const part of parts) {
          const bytes = part.reduce((all, { file }) => all + file.size, 0)
          expect(part.length).toBeGreaterThan(0)
          expect(part.length).toBeLessThanOrEqual(limits.max_upload_files)
          expect(part.length === 1 || bytes <= limits.max_upload_mb * MEGABYTE).toBe(true)
        }
      }),
    )
  })
})
