const en = {
  addFiles: 'Add files',
  addFolder: 'Add a folder',
  drop: (kb: string) => `Drop files or folders to add them to “${kb}”`,
  empty: 'Nothing is in this base yet',
  emptyText:
    'Drop files or whole folders anywhere on this page, or choose them. Paths are kept as in your folder, the same content is kept once, and a file that cannot be read is named while the rest goes on.',
  kinds: (extensions: string, most: string) => `What is read: ${extensions}; up to ${most} a file.`,
}

const fr: typeof en = {
  addFiles: 'Ajouter des fichiers',
  addFolder: 'Ajouter un dossier',
  drop: (kb) => `Déposez des fichiers ou des dossiers pour les ajouter à «\u00a0${kb}\u00a0»`,
  empty: 'Cette base est encore vide',
  emptyText:
    'Déposez des fichiers ou des dossiers entiers n’importe où sur cette page, ou choisissez-les. Les chemins restent ceux de votre dossier, un même contenu n’est gardé qu’une fois, et un fichier illisible est nommé sans arrêter les autres.',
  kinds: (extensions, most) =>
    `Ce qui est lu\u00a0: ${extensions}\u00a0; jusqu’à ${most} par fichier.`,
}

export const pickingWords = { en, fr }
