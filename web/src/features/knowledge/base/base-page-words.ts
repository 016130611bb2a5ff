import { plural } from '@/lib/words'

const en = {
  ask: 'Ask about this base',
  more: 'More for this base',
  missing: 'There is no knowledge base of this name. It may have been deleted.',
  allBases: 'All knowledge bases',
  settings: 'How this base is made',
  model: 'Embedding model',
  passages: 'Passages',
  passagesText: (size: string, overlap: string) =>
    `of ${size} characters at the most, ${overlap} of them shared with the next`,
  language: 'Language',
  languageAuto: 'found out for each document',
  rebuild: 'Rebuild…',
  exportAll: 'Export with the files',
  exportText: 'Export without the files',
  importPaths: 'Add files on the server…',
  watch: 'Watch a folder on the server…',
  remove: 'Delete this base…',
  removeTitle: 'Delete this knowledge base?',
  removeText: (name: string, documents: number, text: string) =>
    `“${name}” and all that is in it is lost: ${text} ${plural('en', documents, 'document', 'documents')} with their passages, and the folders it watches. Your own files stay where they are. An export keeps a copy.`,
  removeIt: 'Delete',
  removed: (name: string) => `“${name}” is deleted.`,
  // Rebuilding
  rebuildTitle: 'Rebuild this base',
  rebuildText:
    'Every file is read, cut and embedded anew. The base answers as before until it is done; it may take as long as the first time.',
  sameModel: (name: string) => `${name} (as now)`,
  sameLanguage: 'As now',
  modelHint: 'Another model may find better, above all in other languages.',
  rebuildIt: 'Rebuild',
  // Files on the server
  pathsTitle: 'Add files on the server',
  pathsText:
    'Files and folders of the machine that the server runs on, under the roots that its settings allow.',
  paths: 'Paths, one a line',
  pathsMissing: 'Name a file or folder by its whole path.',
  addIt: 'Add',
}

const fr: typeof en = {
  ask: 'Interroger cette base',
  more: 'Plus pour cette base',
  missing: 'Il n’y a pas de base de connaissances de ce nom. Elle a peut-être été supprimée.',
  allBases: 'Toutes les bases de connaissances',
  settings: 'Comment cette base est faite',
  model: 'Modèle de plongement',
  passages: 'Passages',
  passagesText: (size, overlap) =>
    `de ${size} caractères au plus, dont ${overlap} en commun avec le suivant`,
  language: 'Langue',
  languageAuto: 'reconnue pour chaque document',
  rebuild: 'Reconstruire…',
  exportAll: 'Exporter avec les fichiers',
  exportText: 'Exporter sans les fichiers',
  importPaths: 'Ajouter des fichiers du serveur…',
  watch: 'Surveiller un dossier du serveur…',
  remove: 'Supprimer cette base…',
  removeTitle: 'Supprimer cette base de connaissances ?',
  removeText: (name, documents, text) =>
    `«\u00a0${name}\u00a0» et tout son contenu seront perdus\u00a0: ${text} ${plural('fr', documents, 'document', 'documents')} avec leurs passages, et les dossiers qu’elle surveille. Vos propres fichiers restent où ils sont. Une exportation en garde une copie.`,
  removeIt: 'Supprimer',
  removed: (name) => `«\u00a0${name}\u00a0» est supprimée.`,
  rebuildTitle: 'Reconstruire cette base',
  rebuildText:
    'Chaque fichier est relu, redécoupé et recalculé. D’ici la fin, la base répond comme avant ; cela peut durer autant que la première fois.',
  sameModel: (name) => `${name} (comme maintenant)`,
  sameLanguage: 'Comme maintenant',
  modelHint: 'Un autre modèle peut mieux trouver, surtout dans d’autres langues.',
  rebuildIt: 'Reconstruire',
  pathsTitle: 'Ajouter des fichiers du serveur',
  pathsText:
    'Fichiers et dossiers de la machine où tourne le serveur, sous les racines que ses réglages autorisent.',
  paths: 'Chemins, un par ligne',
  pathsMissing: 'Indiquez le chemin complet d’un fichier ou d’un dossier.',
  addIt: 'Ajouter',
}

export const basePageWords = { en, fr }
