import type { LeftOut, Picked, PickedFile } from '@/features/knowledge/picking/picked-file'
import type { Limits } from '@/lib/schema.gen'

export type UploadLimits = Pick<
  Limits,
  'extensions' | 'max_file_mb' | 'max_upload_mb' | 'max_upload_files'
>

const MEGABYTE = 1024 * 1024
/** Of what a request may have, since names and boundaries take room too. */
const FULL = 0.9
// A part that breaks off is sent again as a whole, and up to so many files the answer tells of each.
const PART_FILES = 1000
const PART_BYTES = 1024 * MEGABYTE

/** The part of a name from its last dot, in lower case; none where it only begins with one. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot).toLowerCase() : ''
}

/** Files that the server would take, and those that it would refuse, with the reason. */
export function checkFiles(picked: Picked, limits: UploadLimits): Picked {
  const files: PickedFile[] = []
  const leftOut = [...picked.leftOut]
  for (const each of picked.files) {
    const code = refusalOf(each, limits)
    if (code) leftOut.push({ path: each.path, code })
    else files.push(each)
  }
  return { files, leftOut }
}

function refusalOf({ path, file }: PickedFile, limits: UploadLimits): string | null {
  if (!limits.extensions.includes(extensionOf(path))) return 'unsupported_kind'
  if (file.size > limits.max_file_mb * MEGABYTE) return 'file_too_large'
  return file.size === 0 ? 'empty_file' : null
}

/** The files in as many requests as they need. */
export function splitIntoParts(files: readonly PickedFile[], limits: UploadLimits) {
  const mostFiles = Math.min(PART_FILES, limits.max_upload_files)
  const mostBytes = Math.min(PART_BYTES, limits.max_upload_mb * MEGABYTE * FULL)
  const parts: PickedFile[][] = []
  let part: PickedFile[] = []
  let bytes = 0
  for (const each of files) {
    if (part.length > 0 && (part.length === mostFiles || bytes + each.file.size > mostBytes)) {
      parts.push(part)
      part = []
      bytes = 0
    }
    part.push(each)
    bytes += each.file.size
  }
  if (part.length > 0) parts.push(part)
  return parts
}

/**
 * One file that vanished since it was chosen breaks the whole request off, so that each is touched
 * before it is sent.
 */
export async function readable(files: readonly PickedFile[]): Promise<Picked> {
  const found: PickedFile[] = []
  const leftOut: LeftOut[] = []
  for (const each of files) {
    try {
      await each.file.slice(0, 1).arrayBuffer()
      found.push(each)
    } catch {
      leftOut.push({ path: each.path, code: 'file_unreadable' })
    }
  }
  return { files: found, leftOut }
}
