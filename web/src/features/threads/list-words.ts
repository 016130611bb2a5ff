import { plural } from '@/lib/words'

const en = {
  chats: 'Chats',
  search: 'Search chats',
  untitled: 'Untitled chat',
  today: 'Today',
  yesterday: 'Yesterday',
  week: 'Previous 7 days',
  older: 'Older',
  running: 'an answer is being written',
  options: (title: string) => `Options of ${title}`,
  rename: 'Rename',
  newTitle: 'New title',
  archive: 'Archive',
  unarchive: 'Move back to the chats',
  archived: 'Archived chats',
  backToChats: 'Back to the chats',
  exportMarkdown: 'Export as Markdown',
  exportJson: 'Export as JSON',
  delete: 'Delete',
  deleteTitle: 'Delete this chat?',
  deleteMeans: (title: string) =>
    `“${title}” is deleted with its questions and answers. This cannot be undone.`,
  deleted: 'The chat is deleted.',
  didArchive: 'The chat is archived. It is under “Archived chats”.',
  didUnarchive: 'The chat is back among the others.',
  more: 'Show more',
  none: 'Your chats will be listed here.',
  noneArchived: 'No chat is archived.',
  noneFound: (q: string) => `No chat has “${q}” in its title.`,
  found: (count: number, more: boolean) =>
    `${count}${more ? ' or more' : ''} ${plural('en', count, 'chat', 'chats')} found`,
}

const fr: typeof en = {
  chats: 'Conversations',
  search: 'Rechercher une conversation',
  untitled: 'Conversation sans titre',
  today: 'Aujourd’hui',
  yesterday: 'Hier',
  week: '7 derniers jours',
  older: 'Plus anciennes',
  running: 'une réponse est en cours d’écriture',
  options: (title) => `Options de ${title}`,
  rename: 'Renommer',
  newTitle: 'Nouveau titre',
  archive: 'Archiver',
  unarchive: 'Remettre parmi les conversations',
  archived: 'Conversations archivées',
  backToChats: 'Retour aux conversations',
  exportMarkdown: 'Exporter en Markdown',
  exportJson: 'Exporter en JSON',
  delete: 'Supprimer',
  deleteTitle: 'Supprimer cette conversation ?',
  deleteMeans: (title) =>
    `«\u00a0${title}\u00a0» est supprimée avec ses questions et ses réponses. C’est irréversible.`,
  deleted: 'La conversation est supprimée.',
  didArchive: 'La conversation est archivée, sous « Conversations archivées ».',
  didUnarchive: 'La conversation est de nouveau parmi les autres.',
  more: 'Afficher plus',
  none: 'Vos conversations apparaîtront ici.',
  noneArchived: 'Aucune conversation n’est archivée.',
  noneFound: (q) => `Aucune conversation n’a «\u00a0${q}\u00a0» dans son titre.`,
  found: (count, more) =>
    `${count}${more ? ' ou plus' : ''} ${plural('fr', count, 'conversation trouvée', 'conversations trouvées')}`,
}

export const listWords = { en, fr }
