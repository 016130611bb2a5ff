/** A file that a person chose, under the path it has in their folder. */
export type PickedFile = { path: string; file: File }

/** A file that is not in the base, and why. `message` is the server's sentence, where it has one. */
export type LeftOut = {
  path: string
  code: string
  message?: string
  /** The document that was made of it, where it got that far: it may be tried again. */
  documentId?: string
}

export type Picked = { files: PickedFile[]; leftOut: LeftOut[] }
