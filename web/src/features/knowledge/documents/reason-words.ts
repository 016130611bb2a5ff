type Reasons = Record<string, string>

/** Why files are not in a base, for what the page finds out itself. */
const en: Reasons = {
  unsupported_kind: 'Files of this kind are not read.',
  file_too_large: 'It is larger than the server takes.',
  empty_file: 'It is empty.',
  file_unreadable: 'It could not be read from your disk. Was it moved or changed?',
  folder_unreadable: 'This folder could not be read from your disk.',
}

// The server's own sentences are English, so that the usual ones are said here as well.
const fr: Reasons = {
  unsupported_kind: 'Ce type de fichier n’est pas lu.',
  file_too_large: 'Il est plus gros que ce que le serveur accepte.',
  empty_file: 'Il est vide.',
  file_unreadable: 'Il n’a pas pu être lu sur votre disque. A-t-il été déplacé ou modifié ?',
  folder_unreadable: 'Ce dossier n’a pas pu être lu sur votre disque.',
  damaged: 'Il est endommagé ou incomplet.',
  encrypted: 'Il est protégé par un mot de passe.',
  no_text: 'Il ne contient aucun texte.',
  not_text: 'Ce n’est pas du texte : il contient des données binaires.',
  not_this_format: 'Son contenu ne correspond pas à son extension.',
  too_large: 'Il contient plus de texte que ce qui est lu.',
  too_many_pages: 'Il a plus de pages que ce qui est lu.',
  zip_bomb: 'Il se décompresse en bien plus que ce qui est lu.',
}

export const reasonWords = { en, fr }
