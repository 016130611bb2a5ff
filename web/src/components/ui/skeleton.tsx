/** Keeps the place of what is being fetched, so that nothing jumps when it comes. */
export function Skeleton({ className = 'h-4 w-full' }: { className?: string }) {
  return <div aria-hidden className={`animate-pulse rounded bg-sunken ${className}`} />
}
