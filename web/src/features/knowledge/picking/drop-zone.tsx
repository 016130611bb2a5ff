import { FolderInput } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'

import { pickingWords } from '@/features/knowledge/picking/picking-words'
import { useUpload } from '@/features/knowledge/picking/use-upload'
import { droppedIn, walkFolders } from '@/features/knowledge/picking/walk-folders'
import { useWords } from '@/lib/words'

const bringsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** Takes what is dropped anywhere on the page, and shows that it would. */
export function DropZone({ kb }: { kb: string }) {
  const t = useWords(pickingWords)
  const isOver = useDrop(useUpload(kb))
  if (!isOver) return null
  return (
    <div className="pointer-events-none fixed inset-2 z-30 flex items-center justify-center rounded-2xl border-2 border-dashed border-accent bg-soft/90 p-6">
      <p className="flex items-center gap-3 text-lg font-semibold wrap-anywhere">
        <FolderInput aria-hidden className="size-6 shrink-0" />
        {t.drop(kb)}
      </p>
    </div>
  )
}

function useDrop(begin: ReturnType<typeof useUpload>): boolean {
  const [isOver, setIsOver] = useState(false)
  const onDrop = useEffectEvent((event: DragEvent) => {
    setIsOver(false)
    if (!event.dataTransfer || !bringsFiles(event)) return
    event.preventDefault()
    const dropped = droppedIn(event.dataTransfer)
    begin((onFound) => walkFolders(dropped, onFound))
  })

  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!bringsFiles(event)) return
      // Without it the browser would open the file in place of the page.
      event.preventDefault()
      setIsOver(true)
    }
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false)
    }
    const drop = (event: DragEvent) => {
      onDrop(event)
    }
    addEventListener('dragover', onOver)
    addEventListener('dragleave', onLeave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', onOver)
      removeEventListener('dragleave', onLeave)
      removeEventListener('drop', drop)
    }
  }, [])

  return isOver
}
