const en = {
  bases: 'Knowledge bases that are asked',
  allBases: 'All bases',
  someBases: (count: number) => `${count} bases`,
  noBases: 'No base yet',
  answers: 'How freely it answers',
  hybrid: 'Hybrid',
  strict: 'Strict',
  hybridMeans: 'Your documents first; beyond them the model may help, and says so.',
  strictMeans: 'Your documents alone; what they do not say, it says so.',
  untitled: 'New chat',
  greeting: 'What would you like to know?',
  fromBase: 'Questions that this base answers:',
  noDocuments: 'There is nothing to ask yet',
  howToAdd:
    'Make a knowledge base and drop files into it: CVs, job offers, any documents. Then every answer shows the lines that it rests on.',
  emptyBase: 'The chosen bases hold no documents yet',
  howToFill: 'Add files to one of them, or choose another base.',
  reading: 'The documents are being read',
  soon: 'The first of them can be asked about in a moment.',
  addDocuments: 'Add documents',
}

const fr: typeof en = {
  bases: 'Bases de connaissances interrogées',
  allBases: 'Toutes les bases',
  someBases: (count) => `${count} bases`,
  noBases: 'Aucune base',
  answers: 'Liberté des réponses',
  hybrid: 'Hybride',
  strict: 'Strict',
  hybridMeans: 'Vos documents d’abord ; au-delà, le modèle peut aider, et le dit.',
  strictMeans: 'Vos documents seulement ; ce qu’ils ne disent pas, la réponse l’indique.',
  untitled: 'Nouvelle conversation',
  greeting: 'Que voulez-vous savoir ?',
  fromBase: 'Des questions auxquelles cette base répond :',
  noDocuments: 'Il n’y a encore rien à interroger',
  howToAdd:
    'Créez une base de connaissances et déposez-y des fichiers : CV, offres d’emploi, tout document. Chaque réponse montre alors les lignes sur lesquelles elle s’appuie.',
  emptyBase: 'Les bases choisies ne contiennent pas encore de documents',
  howToFill: 'Ajoutez des fichiers à l’une d’elles, ou choisissez une autre base.',
  reading: 'Les documents sont en cours de lecture',
  soon: 'Les premiers pourront être interrogés dans un instant.',
  addDocuments: 'Ajouter des documents',
}

export const threadsWords = { en, fr }
