import type { PickedFile } from '@/features/knowledge/picking/picked-file'

type About = { size?: number; isGone?: boolean }

/** A chosen file that says how large it is without being it, and that can be read or is gone. */
export function fileForTests(path: string, { size = 4, isGone = false }: About = {}): PickedFile {
  const file = new File(['text'], path)
  const slice = () => ({
    arrayBuffer: () => (isGone ? Promise.reject(new Error('gone')) : Promise.resolve()),
  })
  Object.defineProperty(file, 'size', { value: size })
  Object.defineProperty(file, 'slice', { value: slice })
  return { path, file }
}
