type ProgressBarProps = {
  label: string
  /** Of `total`; without a total nobody knows how much is left. */
  done?: number
  total?: number
}

export function ProgressBar({ label, done = 0, total }: ProgressBarProps) {
  const share = total ? Math.min(100, (100 * done) / total) : undefined
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total ?? 100}
      aria-valuenow={total ? Math.min(done, total) : undefined}
      className="h-1.5 overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={
          share === undefined ? 'h-full w-1/3 animate-pulse bg-accent' : 'h-full bg-accent'
        }
        style={share === undefined ? undefined : { width: `${share}%` }}
      />
    </div>
  )
}
