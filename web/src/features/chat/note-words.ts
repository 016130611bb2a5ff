const en = {
  asked_again: 'The model did not answer at once, so it was asked once more.',
  repeated_itself: 'The model said the same over and over, so its answer was stopped.',
  no_reranker: 'No reranker is there, so the passages stand as the search found them.',
}

const fr: typeof en = {
  asked_again: 'Le modèle n’a pas répondu tout de suite ; la question lui a été reposée.',
  repeated_itself: 'Le modèle répétait sans cesse la même chose ; sa réponse a été arrêtée.',
  no_reranker: 'Aucun modèle de classement n’est là : les passages restent tels que trouvés.',
}

export const noteWords = { en, fr }
