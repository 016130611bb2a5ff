import type { LeftOut, Picked, PickedFile } from '@/features/knowledge/picking/picked-file'

// Hidden, or the lock of what somebody has open: the server passes them over in its folders too.
const PASSED_OVER = ['.', '~$']

/** Whether a file lies hidden in a folder; what was named itself is always meant. */
function isPassedOver(path: string): boolean {
  const within = path.split('/').slice(1)
  return within.some((name) => PASSED_OVER.some((start) => name.startsWith(start)))
}

/** Files that an input of the page was given: single ones, or those of a folder. */
export function filesOfInput(list: Iterable<File>): Picked {
  const files: PickedFile[] = []
  for (const file of list) {
    const path = file.webkitRelativePath || file.name
    if (!isPassedOver(path)) files.push({ path, file })
  }
  return { files, leftOut: [] }
}

type Dropped = { entries: FileSystemEntry[]; files: File[] }

/** What was dropped. To be called while the event is handled: later the browser has forgotten it. */
export function droppedIn(transfer: DataTransfer): Dropped {
  const dropped: Dropped = { entries: [], files: [] }
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue
    const entry = item.webkitGetAsEntry()
    // A picture dragged out of an app is a file that lies in no folder.
    const file = entry ? null : item.getAsFile()
    if (entry) dropped.entries.push(entry)
    else if (file) dropped.files.push(file)
  }
  return dropped
}

/** All files in what was dropped, however deep; a folder that cannot be read is told of. */
export async function walkFolders(
  { entries, files: single }: Dropped,
  onFound: (count: number) => void = () => undefined,
): Promise<Picked> {
  const { files } = filesOfInput(single)
  const leftOut: LeftOut[] = []
  const folders: FileSystemDirectoryEntry[] = []

  const look = async (entry: FileSystemEntry) => {
    const path = entry.fullPath.replace(/^\//, '')
    if (isPassedOver(path)) return
    if (entry.isDirectory) {
      folders.push(entry as FileSystemDirectoryEntry)
      return
    }
    try {
      files.push({ path, file: await fileOf(entry as FileSystemFileEntry) })
    } catch {
      leftOut.push({ path, code: 'file_unreadable' })
    }
  }

  await Promise.all(entries.map(look))
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    try {
      for await (const some of childrenOf(folder)) {
        await Promise.all(some.map(look))
        onFound(files.length)
      }
    } catch {
      leftOut.push({ path: folder.fullPath.replace(/^\//, ''), code: 'folder_unreadable' })
    }
  }
  files.sort((one, other) => (one.path < other.path ? -1 : 1))
  return { files, leftOut }
}

/** A browser gives a hundred at a time, and none when all were given. */
async function* childrenOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry[]> {
  const reader = folder.createReader()
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject)
    })
    if (some.length === 0) return
    yield some
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject)
  })
}
