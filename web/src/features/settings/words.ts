const en = {
  title: 'Settings',
  page: 'This page',
  language: 'Language',
  theme: 'Appearance',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  transport: 'How answers come',
  transports: { sse: 'Server-sent events', websocket: 'WebSocket' },
  transportMeans: {
    sse: 'Works through every proxy. Choose it unless something stands in its way.',
    websocket: 'One connection in both directions, where a proxy holds back server-sent events.',
  },
  transportBlocked:
    'WebSockets do not get through to the server. Answers come as server-sent events until this page is loaded again.',
  keptHere: 'Kept in this browser.',
  languageModels: 'Who writes the answers',
  searchModels: 'Models for search',
  server: 'The server',
  healthy: 'All is well: the database answers, and there is room on the disk.',
  unhealthy:
    'The database does not answer, or the disk is nearly full. The log of the server says which.',
  version: 'Folioscope',
  python: 'Python',
  platform: 'System',
  dataDir: 'Data folder',
  database: 'Database',
  vectorStore: 'Vectors are in',
  embeddingModel: 'Model of new bases',
  shortcuts: 'Keyboard shortcuts',
}

const fr: typeof en = {
  title: 'Réglages',
  page: 'Cette page',
  language: 'Langue',
  theme: 'Apparence',
  themes: { system: 'Comme le système', light: 'Clair', dark: 'Sombre' },
  transport: 'Arrivée des réponses',
  transports: { sse: 'Événements du serveur (SSE)', websocket: 'WebSocket' },
  transportMeans: {
    sse: 'Passe par tous les proxys. À garder, sauf si quelque chose s’y oppose.',
    websocket:
      'Une seule connexion dans les deux sens, si un proxy retient les événements du serveur.',
  },
  transportBlocked:
    'Les WebSockets n’atteignent pas le serveur. Jusqu’au prochain chargement de la page, les réponses arrivent en événements du serveur (SSE).',
  keptHere: 'Conservé dans ce navigateur.',
  languageModels: 'Qui écrit les réponses',
  searchModels: 'Modèles de recherche',
  server: 'Le serveur',
  healthy: 'Tout va bien : la base de données répond, et il y a de la place sur le disque.',
  unhealthy:
    'La base de données ne répond pas, ou le disque est presque plein. Le journal du serveur dit lequel des deux.',
  version: 'Folioscope',
  python: 'Python',
  platform: 'Système',
  dataDir: 'Dossier des données',
  database: 'Base de données',
  vectorStore: 'Les vecteurs sont dans',
  embeddingModel: 'Modèle des nouvelles bases',
  shortcuts: 'Raccourcis clavier',
}

export const settingsWords = { en, fr }
