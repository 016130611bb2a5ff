import { useImperativeHandle, useLayoutEffect, useRef, type ComponentProps, type Ref } from 'react'

import { isComposing } from '@/lib/is-composing'

type GrowingTextareaProps = Omit<ComponentProps<'textarea'>, 'onChange' | 'ref'> & {
  value: string
  onChange: (value: string) => void
  /** Enter, unless a line is wanted or a word is still being composed. */
  onSend: () => void
  onEscape?: () => void
  ref?: Ref<HTMLTextAreaElement>
}

/** As high as its text, up to a part of the window. */
export function GrowingTextarea(props: GrowingTextareaProps) {
  const { value, onChange, onSend, onEscape, ref, ...rest } = props
  const field = useRef<HTMLTextAreaElement>(null)
  useImperativeHandle(ref, () => field.current as HTMLTextAreaElement)
  useLayoutEffect(() => {
    const element = field.current
    if (!element || CSS.supports?.('field-sizing', 'content')) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [value])
  return (
    <textarea
      ref={field}
      dir="auto"
      rows={1}
      value={value}
      onChange={(event) => {
        onChange(event.target.value)
      }}
      onKeyDown={(event) => {
        if (event.shiftKey || isComposing(event.nativeEvent)) return
        const act = event.key === 'Enter' ? onSend : event.key === 'Escape' ? onEscape : undefined
        if (!act) return
        event.preventDefault()
        act()
      }}
      className="field-sizing-content max-h-[40dvh] w-full resize-none bg-transparent outline-none placeholder:text-muted"
      {...rest}
    />
  )
}
