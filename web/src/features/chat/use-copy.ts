import { toast } from '@/components/ui/toaster'
import { chatWords } from '@/features/chat/words'
import { useWords } from '@/lib/words'

/** Put a text where it can be pasted from, and say so. */
export function useCopy() {
  const t = useWords(chatWords)
  return (text: string) => {
    const copying = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('insecure'))
    copying.then(
      () => {
        toast(t.copied)
      },
      () => {
        toast(t.notCopied)
      },
    )
  }
}
