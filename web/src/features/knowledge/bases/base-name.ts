const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_ .+-]{0,63}$/u

export type NameProblem = 'nameWrong' | 'nameTaken'

/** What is wrong with the name of a new base, before the server is asked. */
export function problemOfName(name: string, taken: readonly string[]): NameProblem | null {
  const normal = name.trim().normalize('NFC')
  if (!NAME.test(normal) || normal.includes('..')) return 'nameWrong'
  return taken.includes(normal) ? 'nameTaken' : null
}
