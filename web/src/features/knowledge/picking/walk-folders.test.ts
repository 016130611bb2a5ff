import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { filesOfInput, walkFolders } from '@/features/knowledge/picking/walk-folders'

type Tree = { [name: string]: Tree | string }

/** A folder as a browser gives what was dropped: a hundred entries at a time, then none. */
function entryOf(name: string, content: Tree | string, above = ''): FileSystemEntry {
  const fullPath = `${above}/${name}`
  if (typeof content === 'string') {
    const file = (resolve: (file: File) => void, reject: (error: Error) => void) => {
      if (content === 'locked') reject(new Error('locked'))
      else resolve(new File([content], name))
    }
    return { name, fullPath, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry
  }
  const createReader = () => {
    const left = Object.entries(content).map(([child, of]) => entryOf(child, of, fullPath))
    const readEntries = (
      resolve: (entries: FileSystemEntry[]) => void,
      reject: (error: Error) => void,
    ) => {
      if ('!locked' in content) reject(new Error('locked'))
      else resolve(left.splice(0, 100))
    }
    return { readEntries }
  }
  return {
    name,
    fullPath,
    isFile: false,
    isDirectory: true,
    createReader,
  } as unknown as FileSystemEntry
}

const dropped = (tree: Tree) => ({
  entries: Object.entries(tree).map(([name, content]) => entryOf(name, content)),
  files: [],
})
const pathsIn = async (tree: Tree) =>
  (await walkFolders(dropped(tree))).files.map(({ path }) => path)

describe('walking through what was dropped', () => {
  it('keeps the path that each file has in its folder, however deep', async () => {
    const tree = { cvs: { 'ada.pdf': 'x', 2024: { may: { 'bob.pdf': 'x' } } }, 'note.txt': 'x' }
    expect(await pathsIn(tree)).toEqual(['cvs/2024/may/bob.pdf', 'cvs/ada.pdf', 'note.txt'])
  })

  it('reads a folder to its end, where a browser gives a hundred at a time', async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`${at}.pdf`, 'x']))
    expect(await pathsIn({ many })).toHaveLength(250)
  })

  it('passes over what is hidden in a folder, and takes what was dropped itself', async () => {
    const tree = { '.cvs': { 'ada.pdf': 'x', '.git': { 'a.txt': 'x' }, '~$ada.docx': 'x' } }
    expect(await pathsIn(tree)).toEqual(['.cvs/ada.pdf'])
  })

  it('tells of a file and a folder that cannot be read, and goes on', async () => {
    const tree = { cvs: { 'ada.pdf': 'x', 'bad.pdf': 'locked', shut: { '!locked': 'x' } } }
    const { files, leftOut } = await walkFolders(dropped(tree))
    expect(files.map(({ path }) => path)).toEqual(['cvs/ada.pdf'])
    expect(leftOut).toEqual([
      { path: 'cvs/bad.pdf', code: 'file_unreadable' },
      { path: 'cvs/shut', code: 'folder_unreadable' },
    ])
  })

  it('takes a dropped file that lies in no folder by its name', async () => {
    const { files } = await walkFolders({ entries: [], files: [new File(['x'], 'shot.txt')] })
    expect(files.map(({ path }) => path)).toEqual(['shot.txt'])
  })

  it('finds every file of any tree once', async () => {
    const name = fc.stringMatching(/^[a-z]{1,3}$/)
    const { tree } = fc.letrec<{ tree: Tree | string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        fc.constant('x'),
        fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
      ),
    }))
    const count = (node: Tree | string): number =>
      typeof node === 'string'
        ? 1
        : Object.values(node).reduce<number>((all, child) => all + count(child), 0)
    await fc.assert(
      fc.asyncProperty(tree, async (content) => {
        const paths = await pathsIn({ root: content })
        expect(paths).toHaveLength(count(content))
        expect(new Set(paths).size).toBe(paths.length)
      }),
    )
  })
})

describe('files of an input', () => {
  it('have the path in their folder, and the hidden ones are passed over', () => {
    const within = (path: string) =>
      Object.defineProperty(new File(['x'], 'x'), 'webkitRelativePath', { value: path })
    const files = [within('cvs/a/ada.pdf'), within('cvs/.DS_Store'), new File(['x'], '.env.txt')]
    expect(filesOfInput(files).files.map(({ path }) => path)).toEqual(['cvs/a/ada.pdf', '.env.txt'])
  })
})
