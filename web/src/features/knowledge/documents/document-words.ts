import { plural } from '@/lib/words'

const en = {
  heading: 'Documents',
  list: 'Documents of this base',
  filter: 'Find a document by its path',
  filtered: (count: string) => `${count} found`,
  noneFound: 'No path has these letters in it.',
  lookingOn: 'Looking through the rest…',
  more: 'Show more',
  ready: 'Ready',
  reading: 'Reading…',
  failed: 'Failed',
  kinds: { resume: 'CV', record: 'Record', document: 'Document' } as Record<string, string>,
  pages: (count: number) => `${count} ${plural('en', count, 'page', 'pages')}`,
  hidden: (count: number) => `${count} ${plural('en', count, 'hidden text', 'hidden texts')}`,
  aimed: (count: number) => `${count} ${plural('en', count, 'text', 'texts')} aimed at a model`,
  actions: (path: string) => `Actions for ${path}`,
  open: 'Open',
  download: 'Download',
  retry: 'Retry',
  retryOf: (path: string) => `Retry ${path}`,
  remove: 'Remove…',
  removeTitle: 'Remove this document?',
  removeText: (path: string) =>
    `“${path}” is found no more from the next search on. Your own file stays where it is.`,
  removeIt: 'Remove',
  removed: (path: string) => `“${path}” is removed.`,
}

const fr: typeof en = {
  heading: 'Documents',
  list: 'Documents de cette base',
  filter: 'Chercher un document par son chemin',
  filtered: (count) => `${count} trouvés`,
  noneFound: 'Aucun chemin ne contient ces lettres.',
  lookingOn: 'Parcours du reste…',
  more: 'En afficher plus',
  ready: 'Prêt',
  reading: 'Lecture…',
  failed: 'Échec',
  kinds: { resume: 'CV', record: 'Fiche', document: 'Document' },
  pages: (count) => `${count} ${plural('fr', count, 'page', 'pages')}`,
  hidden: (count) => `${count} ${plural('fr', count, 'texte caché', 'textes cachés')}`,
  aimed: (count) =>
    `${count} ${plural('fr', count, 'texte adressé', 'textes adressés')} à un modèle`,
  actions: (path) => `Actions pour ${path}`,
  open: 'Ouvrir',
  download: 'Télécharger',
  retry: 'Réessayer',
  retryOf: (path) => `Réessayer ${path}`,
  remove: 'Retirer…',
  removeTitle: 'Retirer ce document ?',
  removeText: (path) =>
    `«\u00a0${path}\u00a0» ne sera plus trouvé dès la prochaine recherche. Votre propre fichier reste où il est.`,
  removeIt: 'Retirer',
  removed: (path) => `«\u00a0${path}\u00a0» est retiré.`,
}

export const documentWords = { en, fr }
