import { Check } from 'lucide-react'

type BaseChipProps = {
  pressed: boolean
  disabled: boolean
  onPress: () => void
  children: string
}

export function BaseChip({ pressed, disabled, onPress, children }: BaseChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onPress}
      className="inline-flex h-8 max-w-48 items-center gap-1.5 rounded-full border px-3 text-sm hover:bg-sunken disabled:opacity-50 aria-pressed:border-accent aria-pressed:bg-soft"
    >
      {pressed && <Check aria-hidden className="size-3.5 shrink-0 text-accent" />}
      <bdi className="truncate">{children}</bdi>
    </button>
  )
}
