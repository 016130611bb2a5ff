export const INPUT = 'w-full rounded-lg border bg-surface px-3 py-2 aria-invalid:border-danger'
