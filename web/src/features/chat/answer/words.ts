import { plural } from '@/lib/words'

const place = (path: string, page: string) => (page ? `${path}, ${page}` : path)

const en = {
  code: 'Code',
  copy: 'Copy',
  copied: 'Copied',
  copyCode: 'Copy the code',
  notCopied: 'The browser did not let it be copied. Select the text and copy it yourself.',
  source: (n: number, path: string, page: number | null) =>
    `Source ${n}: ${place(path, page === null ? '' : `page ${page}`)}`,
  page: (page: number) => `page ${page}`,
  sources: 'Sources',
  nearest: 'Nearest passages',
  moreSources: (count: number) => `${count} more`,
  fewerSources: 'Fewer',
  verified: 'The quote bears out what is said.',
  verifiedShort: 'Verified',
  notVerified: 'Does not bear it out word for word: this is what comes nearest.',
  notVerifiedShort: 'Not word for word',
  flaw: {
    unsupported: 'No source is named for this sentence.',
    doubtful: 'The source named here does not bear this sentence out word for word.',
  },
  flawShort: { unsupported: 'no source', doubtful: 'not borne out by its source' },
  backed: (supported: number, statements: number) =>
    `${supported} of ${statements} ${plural('en', statements, 'statement is', 'statements are')} backed by sources.`,
  allBacked: (statements: number) =>
    statements === 1
      ? 'The statement is backed by a source.'
      : `All ${statements} statements are backed by sources.`,
  backedMeans:
    'Each sentence was looked up in the text of your documents. Dotted underlines mark those that no source bears out: they may be true, but your documents do not say so in these words.',
  abstained: 'The documents do not say it. These passages come nearest.',
  abstainedAlone: 'The documents do not say it.',
  extractive: 'These are sentences of your documents, word for word. No language model wrote them.',
  isCut: 'The model stopped at its limit: the answer is not complete.',
  kept: 'Given again: the documents have not changed since it was written.',
  counted: 'Who was counted',
  countedOf: (count: string, total: string) => `${count} of ${total} CVs`,
  leftOut: (count: number) =>
    `${count} ${plural('en', count, 'file was', 'files were')} not counted, because not read`,
  group: 'Group',
  howMany: 'CVs',
  showAll: (count: number) => `Show all ${count}`,
  table: 'Table',
}

const fr: typeof en = {
  code: 'Code',
  copy: 'Copier',
  copied: 'Copié',
  copyCode: 'Copier le code',
  notCopied: 'Le navigateur n’a pas permis la copie. Sélectionnez le texte et copiez-le vous-même.',
  source: (n, path, page) => `Source ${n} : ${place(path, page === null ? '' : `page ${page}`)}`,
  page: (page) => `page ${page}`,
  sources: 'Sources',
  nearest: 'Passages les plus proches',
  moreSources: (count) => `${count} de plus`,
  fewerSources: 'Moins',
  verified: 'La citation confirme ce qui est dit.',
  verifiedShort: 'Vérifié',
  notVerified: 'Ne le confirme pas mot pour mot : c’est ce qui s’en approche le plus.',
  notVerifiedShort: 'Pas mot pour mot',
  flaw: {
    unsupported: 'Aucune source n’est indiquée pour cette phrase.',
    doubtful: 'La source indiquée ne confirme pas cette phrase mot pour mot.',
  },
  flawShort: { unsupported: 'sans source', doubtful: 'non confirmé par sa source' },
  backed: (supported, statements) =>
    `${supported} ${plural('fr', supported, 'affirmation', 'affirmations')} sur ${statements} ${plural('fr', supported, 'est appuyée', 'sont appuyées')} par des sources.`,
  allBacked: (statements) =>
    statements === 1
      ? 'L’affirmation est appuyée par une source.'
      : `Les ${statements} affirmations sont appuyées par des sources.`,
  backedMeans:
    'Chaque phrase a été cherchée dans le texte de vos documents. Un soulignement pointillé marque celles qu’aucune source ne confirme : elles sont peut-être vraies, mais vos documents ne le disent pas en ces mots.',
  abstained: 'Les documents ne le disent pas. Voici les passages les plus proches.',
  abstainedAlone: 'Les documents ne le disent pas.',
  extractive:
    'Ce sont des phrases de vos documents, mot pour mot. Aucun modèle de langue ne les a écrites.',
  isCut: 'Le modèle s’est arrêté à sa limite : la réponse n’est pas complète.',
  kept: 'Donnée à nouveau : les documents n’ont pas changé depuis qu’elle a été écrite.',
  counted: 'Qui a été compté',
  countedOf: (count, total) => `${count} CV sur ${total}`,
  leftOut: (count) =>
    `${count} ${plural('fr', count, 'fichier n’a pas été compté, faute d’avoir été lu', 'fichiers n’ont pas été comptés, faute d’avoir été lus')}`,
  group: 'Groupe',
  howMany: 'CV',
  showAll: (count) => `Tout afficher (${count})`,
  table: 'Tableau',
}

export const answerWords = { en, fr }
