const en = {
  closed: 'This chat is closed',
  closedHint: 'Its owner has switched it off, or the address is not right.',
  loading: 'The chat is being opened',
  suggested: 'Questions to begin with',
  privacy:
    'Answers come from the documents only. Your questions are kept here for some time; do not write anything private.',
  source: 'Source',
  page: (page: number) => `page ${page}`,
}

const fr: typeof en = {
  closed: 'Cette conversation est fermée',
  closedHint: 'Son propriétaire l’a désactivée, ou l’adresse n’est pas la bonne.',
  loading: 'Ouverture de la conversation',
  suggested: 'Questions pour commencer',
  privacy:
    'Les réponses viennent des documents seuls. Vos questions sont conservées ici quelque temps ; n’écrivez rien de privé.',
  source: 'Source',
  page: (page: number) => `page ${page}`,
}

export const visitingWords = { en, fr }
