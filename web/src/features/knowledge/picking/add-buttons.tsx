import { FilePlus2, FolderPlus } from 'lucide-react'
import { useRef, type ChangeEvent } from 'react'

import { Button } from '@/components/ui/button'
import { pickingWords } from '@/features/knowledge/picking/picking-words'
import { useUpload } from '@/features/knowledge/picking/use-upload'
import { filesOfInput } from '@/features/knowledge/picking/walk-folders'
import { useWords } from '@/lib/words'

// Known to every browser and not to the types.
const WHOLE_FOLDER = { webkitdirectory: '' }

/** For whoever does not drag: files, or a folder with all that is in it. */
export function AddButtons({ kb }: { kb: string }) {
  const t = useWords(pickingWords)
  const begin = useUpload(kb)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const take = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const picked = filesOfInput(target.files ?? [])
    // The same choice once more is another upload.
    target.value = ''
    if (picked.files.length > 0) begin(() => Promise.resolve(picked))
  }
  return (
    <>
      <input ref={files} type="file" multiple hidden onChange={take} />
      <input ref={folder} type="file" {...WHOLE_FOLDER} hidden onChange={take} />
      <Button onClick={() => files.current?.click()}>
        <FilePlus2 aria-hidden className="size-4" />
        {t.addFiles}
      </Button>
      <Button onClick={() => folder.current?.click()}>
        <FolderPlus aria-hidden className="size-4" />
        {t.addFolder}
      </Button>
    </>
  )
}
