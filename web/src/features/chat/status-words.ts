import { plural } from '@/lib/words'

const en = {
  sending: 'Sending…',
  waiting: 'Waiting for its turn…',
  starting: 'Starting…',
  searching: (bases: number) => `Searching ${bases} ${plural('en', bases, 'base', 'bases')}…`,
  searchingFor: (query: string) => `Searching for “${query}”…`,
  reading: (passages: number) =>
    passages
      ? `Reading ${passages} ${plural('en', passages, 'passage', 'passages')}…`
      : 'Thinking about it…',
  writing: 'Writing…',
  kept: 'Found an answer given before…',
  reconnecting: 'Reconnecting…',
  complete: 'The answer is complete.',
  failed: 'There is no answer.',
  stopped: 'The answer was stopped.',
}

const fr: typeof en = {
  sending: 'Envoi…',
  waiting: 'En attente de son tour…',
  starting: 'Démarrage…',
  searching: (bases) => `Recherche dans ${bases} ${plural('fr', bases, 'base', 'bases')}…`,
  searchingFor: (query) => `Recherche de «\u00a0${query}\u00a0»…`,
  reading: (passages) =>
    passages
      ? `Lecture de ${passages} ${plural('fr', passages, 'passage', 'passages')}…`
      : 'Réflexion…',
  writing: 'Rédaction…',
  kept: 'Une réponse déjà donnée a été trouvée…',
  reconnecting: 'Reconnexion…',
  complete: 'La réponse est complète.',
  failed: 'Il n’y a pas de réponse.',
  stopped: 'La réponse a été arrêtée.',
}

export const statusWords = { en, fr }
