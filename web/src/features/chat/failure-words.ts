const en = {
  retry: 'Try again.',
  other: 'Choose another model, or look at the settings.',
  codes: {
    no_connection: 'The model cannot be reached. Is its server running?',
    unreachable: 'The model cannot be reached. Is its server running?',
    answer_timed_out: 'The model did not answer in time.',
    answer_too_slow: 'The model was too slow to finish its answer.',
    rate_limited: 'The model’s server has had too many questions. Wait a little.',
    overloaded: 'The model’s server is overloaded. Wait a little.',
    empty_answer: 'The model said nothing.',
    malformed_stream: 'The model’s answer broke off.',
    key_missing: 'The model wants a key, and none is set.',
    key_refused: 'The model’s server refused the key.',
    credit_spent: 'Nothing is left to pay the model with.',
    internal: 'Something went wrong in the server. Its log tells more.',
  } as Record<string, string>,
}

const fr: typeof en = {
  retry: 'Réessayez.',
  other: 'Choisissez un autre modèle, ou voyez les réglages.',
  codes: {
    no_connection: 'Le modèle est injoignable. Son serveur est-il lancé ?',
    unreachable: 'Le modèle est injoignable. Son serveur est-il lancé ?',
    answer_timed_out: 'Le modèle n’a pas répondu à temps.',
    answer_too_slow: 'Le modèle était trop lent pour finir sa réponse.',
    rate_limited: 'Le serveur du modèle a reçu trop de questions. Attendez un peu.',
    overloaded: 'Le serveur du modèle est surchargé. Attendez un peu.',
    empty_answer: 'Le modèle n’a rien dit.',
    malformed_stream: 'La réponse du modèle s’est interrompue.',
    key_missing: 'Le modèle demande une clé, et aucune n’est définie.',
    key_refused: 'Le serveur du modèle a refusé la clé.',
    credit_spent: 'Il ne reste rien pour payer le modèle.',
    internal: 'Quelque chose a échoué dans le serveur. Son journal en dit plus.',
  },
}

export const failureWords = { en, fr }
