import { plural } from '@/lib/words'

const en = {
  ask: 'Ask about these offers',
  askOne: 'Ask about this offer',
  about: (count: number, shown: string) =>
    `Answers come from ${shown} job ${plural('en', count, 'offer', 'offers')}`,
  cut: 'the newest of those that fit',
  aboutPending: 'The offers are being looked up…',
  aboutFailed: 'The offers could not be looked up, so nothing can be asked about them now.',
  aboutNone: 'No offer fits any more. Questions are not narrowed.',
  leave: 'Ask about everything',
  toOffers: 'Show them',
}

const fr: typeof en = {
  ask: 'Interroger ces offres',
  askOne: 'Interroger cette offre',
  about: (count, shown) =>
    `Les réponses viennent de ${shown} ${plural('fr', count, 'offre', 'offres')} d’emploi`,
  cut: 'les plus récentes de celles qui correspondent',
  aboutPending: 'Recherche des offres…',
  aboutFailed: 'Les offres n’ont pas pu être retrouvées : impossible de les interroger maintenant.',
  aboutNone: 'Plus aucune offre ne correspond. Les questions ne sont pas restreintes.',
  leave: 'Interroger tout',
  toOffers: 'Les afficher',
}

export const askingWords = { en, fr }
