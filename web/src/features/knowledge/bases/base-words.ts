import { plural } from '@/lib/words'

const en = {
  title: 'Knowledge bases',
  list: 'Knowledge bases',
  newBase: 'New base',
  importBase: 'Import a base',
  none: 'No knowledge base yet',
  noneText:
    'A knowledge base is a set of documents that questions are asked of: the CVs of candidates, the offers of a month, a folder of reports. Make one, drop files or whole folders on it, and ask.',
  documents: (count: number, text: string) =>
    `${text} ${plural('en', count, 'document', 'documents')}`,
  passages: (count: number, text: string) =>
    `${text} ${plural('en', count, 'passage', 'passages')}`,
  failed: (count: number) => `${count} failed`,
  unread: (count: number) => `${count} being read`,
  changed: (ago: string) => `changed ${ago}`,
  // Making one
  newTitle: 'New knowledge base',
  name: 'Name',
  nameHint: 'Up to 64 letters, digits, spaces and . + - _',
  nameWrong: 'Use up to 64 letters, digits, spaces and . + - _, beginning with a letter or digit.',
  nameTaken: 'You have a base of this name already.',
  model: 'Embedding model',
  modelHint: 'It decides how passages are found by their meaning; it can be changed by a rebuild.',
  modelsFail: 'The models could not be listed; the usual one is taken.',
  usual: (name: string) => `${name} (the usual one)`,
  notHere: (name: string) => `${name} (not on this machine)`,
  fetchFirst: (name: string) =>
    `“${name}” is not on this machine yet. Fetch it under Settings, or in a terminal with: folioscope models pull ${name}`,
  settings: 'Settings',
  advanced: 'Advanced',
  chunkSize: 'Length of a passage, in characters',
  chunkSizeHint: 'From 100 to 8000. Left empty: as the server is set.',
  chunkOverlap: 'Shared by neighbouring passages, in characters',
  chunkOverlapHint: 'From 0 to 4000. Left empty: as the server is set.',
  chunkWrong: 'A passage has 100 to 8000 characters.',
  overlapWrong: 'Passages share 0 to 4000 characters, and less than they have.',
  language: 'Language of the documents',
  languageAuto: 'Found out for each document',
  create: 'Create',
  made: (name: string) => `“${name}” is made. Drop files on it.`,
  // Importing one
  importTitle: 'Import a base',
  importText:
    'From an archive (.tar) that a Folioscope exported. Nothing is read or embedded again.',
  archive: 'Archive',
  archiveMissing: 'Choose the archive of an exported base.',
  importModelHint: 'With another model, all text is embedded anew.',
  asExported: 'As it was exported',
  importIt: 'Import',
}

const fr: typeof en = {
  title: 'Bases de connaissances',
  list: 'Bases de connaissances',
  newBase: 'Nouvelle base',
  importBase: 'Importer une base',
  none: 'Aucune base de connaissances pour l’instant',
  noneText:
    'Une base de connaissances est un ensemble de documents que l’on interroge : les CV de candidats, les offres d’un mois, un dossier de rapports. Créez-en une, déposez-y des fichiers ou des dossiers entiers, et posez vos questions.',
  documents: (count, text) => `${text} ${plural('fr', count, 'document', 'documents')}`,
  passages: (count, text) => `${text} ${plural('fr', count, 'passage', 'passages')}`,
  failed: (count) => `${count} en échec`,
  unread: (count) => `${count} en cours de lecture`,
  changed: (ago) => `modifiée ${ago}`,
  newTitle: 'Nouvelle base de connaissances',
  name: 'Nom',
  nameHint: 'Jusqu’à 64 lettres, chiffres, espaces et . + - _',
  nameWrong:
    'Jusqu’à 64 lettres, chiffres, espaces et . + - _, en commençant par une lettre ou un chiffre.',
  nameTaken: 'Vous avez déjà une base de ce nom.',
  model: 'Modèle de plongement',
  modelHint:
    'Il décide de la façon dont les passages sont trouvés par leur sens ; une reconstruction permet d’en changer.',
  modelsFail: 'Les modèles n’ont pas pu être listés ; le modèle habituel est utilisé.',
  usual: (name) => `${name} (le modèle habituel)`,
  notHere: (name) => `${name} (absent de cette machine)`,
  fetchFirst: (name) =>
    `«\u00a0${name}\u00a0» n’est pas encore sur cette machine. Récupérez-le dans les réglages, ou dans un terminal avec\u00a0: folioscope models pull ${name}`,
  settings: 'Réglages',
  advanced: 'Options avancées',
  chunkSize: 'Longueur d’un passage, en caractères',
  chunkSizeHint: 'De 100 à 8000. Vide : selon le réglage du serveur.',
  chunkOverlap: 'Partie commune aux passages voisins, en caractères',
  chunkOverlapHint: 'De 0 à 4000. Vide : selon le réglage du serveur.',
  chunkWrong: 'Un passage a de 100 à 8000 caractères.',
  overlapWrong: 'Les passages ont de 0 à 4000 caractères en commun, et moins que leur longueur.',
  language: 'Langue des documents',
  languageAuto: 'Reconnue pour chaque document',
  create: 'Créer',
  made: (name) => `«\u00a0${name}\u00a0» est créée. Déposez-y des fichiers.`,
  importTitle: 'Importer une base',
  importText: 'Depuis une archive (.tar) exportée par Folioscope. Rien n’est relu ni recalculé.',
  archive: 'Archive',
  archiveMissing: 'Choisissez l’archive d’une base exportée.',
  importModelHint: 'Avec un autre modèle, tout le texte est recalculé.',
  asExported: 'Tel qu’à l’exportation',
  importIt: 'Importer',
}

export const baseWords = { en, fr }
