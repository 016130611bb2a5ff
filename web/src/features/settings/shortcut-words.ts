import type { Shortcut } from '@/lib/shortcuts'

type ShortcutTexts = Record<Shortcut | 'title' | 'send' | 'newLine', string> & {
  /** How the keys are named on keyboards of the language. */
  keys: Record<string, string>
}

const en: ShortcutTexts = {
  title: 'Keyboard shortcuts',
  send: 'Send the question',
  newLine: 'New line in the question',
  newChat: 'New chat',
  findChat: 'Search chats',
  nextCitation: 'Next source of the answer',
  previousCitation: 'Previous source of the answer',
  focusQuestion: 'Go to the question',
  stop: 'Stop the answer',
  help: 'Show these shortcuts',
  keys: { Mod: 'Ctrl' },
}

const fr: ShortcutTexts = {
  title: 'Raccourcis clavier',
  send: 'Envoyer la question',
  newLine: 'Nouvelle ligne dans la question',
  newChat: 'Nouvelle conversation',
  findChat: 'Rechercher une conversation',
  nextCitation: 'Source suivante de la réponse',
  previousCitation: 'Source précédente de la réponse',
  focusQuestion: 'Aller à la question',
  stop: 'Arrêter la réponse',
  help: 'Afficher ces raccourcis',
  keys: { Mod: 'Ctrl', Shift: 'Maj', Esc: 'Échap', Enter: 'Entrée' },
}

export const shortcutWords = { en, fr }
