"""House rules that no linter knows: where things lie, what errors are, who may ask for what."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from docs.generate import ROOT, SOURCE, closed_app, codes_of, error_classes, import_everything
from folioscope import errors
from folioscope.doors.access import ACCESS
from folioscope.doors.cli import EXIT_CODES, exit_code
from folioscope.errors import FolioscopeError
from folioscope.platform.api import dependencies
from folioscope.platform.api.problems import STATUS, status_of
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal

ROLES = {"routes", "socket", "commands", "schemas", "service", "repository", "tables"}
ROLES_OF_KNOWLEDGE = {
    "intake_routes",
    "access_repository",
    "change_repository",
    "chunk_repository",
    "document_repository",
    "fact_repository",
    "figure_repository",
    "room_repository",
    "document_routes",
    "document_schemas",
    "edition_repository",
    "inspect_commands",
    "settings_commands",
}
"""Parts of roles that are too large for one file: filling a base, and what indexes load of it,
single documents and what was found in them."""
ROLES_OF_WATCHES = {"scan_repository"}
"""What a look at a folder asks and writes, apart from what its owner sees."""
ROLES_OF_OFFERS = {
    "ask_commands",
    "board_commands",
    "board_repository",
    "board_routes",
    "export_commands",
    "export_routes",
    "export_schemas",
    "import_commands",
    "sync_repository",
    "vector_repository",
}
"""Boards apart from their offers, and what a sync writes apart from what owners see."""
ROLES_OF_ACCOUNTS = {
    "account_repository",
    "auth_routes",
    "auth_schemas",
    "credential_repository",
    "failure_repository",
    "invitation_commands",
    "invitation_repository",
    "invitation_routes",
    "join_routes",
    "login_repository",
    "me_routes",
    "takeover_repository",
    "key_commands",
    "key_repository",
    "key_routes",
    "key_schemas",
    "outside_repository",
    "sign_on_routes",
    "sign_on_schemas",
}
"""Logins, invitations, one's own account, API keys, and logins at an issuer, apart from users."""
ROLES_OF_ERASURE = {
    "mention_repository",
    "subject_repository",
    "trace_repository",
    "user_routes",
}
"""What goes, what was said of it, and what mentions it besides: each in statements of its own."""
ROLES_OF_RESUMES = {"outdated_repository"}
"""What is emptied of everybody, apart from what owners see."""
ROLES_OF_VISITING = {"public_routes"}
"""What strangers ask, apart from what owners do."""
ROLES_OF_CHAT = {
    "answer_schemas",
    "kept_repository",
    "thread_commands",
    "thread_routes",
}
"""The doors to conversations as a whole and to suggested questions, apart from those to what is
said, what an answer looks like on the wire, and the answers that may be given again."""

RULES = {
    "accounts.access_tokens": "tokens signed here, and which are believed",
    "accounts.acting": "accounts that the machine acts for",
    "accounts.addresses": "mail addresses as people are known by them",
    "accounts.back_off": "how long who fails to log in waits",
    "accounts.identify": "who is behind what a request shows",
    "accounts.joining": "how accounts come to be",
    "accounts.last_seen": "when users were seen last, written down for all at once",
    "accounts.logging_in": "logins begun, kept alive and ended",
    "accounts.login_cookies": "a login as the cookies of a page",
    "accounts.looking_after": "what is done to accounts",
    "accounts.opened": "what a process has open for accounts",
    "accounts.passwords": "passwords hashed and compared",
    "accounts.random_tokens": "secrets that are shown once",
    "accounts.ranks": "who may look after whose account",
    "accounts.remembered": "what credentials are good for, for some seconds",
    "accounts.revocations": "the hint that a credential is good no more",
    "accounts.standing": "whose an access token is",
    "accounts.issuer_facts": "what an issuer says of itself, as far as a login needs it",
    "accounts.key_making": "a key made and revoked, and both written down",
    "accounts.keys": "how API keys look, and what each may be good for",
    "accounts.known_keys": "whose an API key is",
    "accounts.outside_keys": "the public keys of an issuer, kept for a while",
    "accounts.outside_logins": "whose a token of another system is",
    "accounts.outside_people": "somebody as an issuer tells of them",
    "accounts.outside_tokens": "when a token of another system is believed",
    "accounts.sign_on_slip": "what a browser keeps while its user is at the issuer",
    "accounts.single_sign_on": "away to the issuer, and back with a code",
    "accounts.welcome": "who may come in with the word of an issuer",
    "audit.reading": "that somebody was shown what is another's",
    "audit.retention": "how long it is kept who did what",
    "chat.question_names": "the names in a question, and whether passages hold them",
    "chat.not_found": "how a model says that the answer is not there, and how that is heard",
    "chat.hosted": "on what terms visitors of a public link ask",
    "chat.modes": "the two ways to answer, and the names they go by",
    "chat.forged_headings": "text that would pass for the heading of a passage, made harmless",
    "chat.everything": "all that is in the asked bases, where it is little",
    "chat.budget": "what fits the context of a model",
    "chat.asking": "a question put to a model: again where that may help, never in mid-answer",
    "chat.answer_language": "the language a question is asked in, by the name a model is told",
    "chat.abstention": "when the documents alone do not answer, and what is said instead",
    "chat.asked": "a question in its conversation, made to stand alone",
    "chat.told": "what was told, whichever way it came about",
    "chat.from_passages": "an answer from passages, or that it is not in them",
    "chat.repetition": "whether an answer only says over and over what it has said",
    "chat.speaking": "the answer of a model on its way into the run",
    "chat.way": "what a run that answers has at hand",
    "chat.following": "an answer, followed by a command from its first word to its end",
    "chat.writing": "an answer on a terminal while it is written",
    "chat.ways": "the ways to an answer, the first that fits",
    "visiting.asking": "how many questions strangers may ask",
    "visiting.known_visitors": "who shows the secret of a visitor",
    "visiting.leaving": "visitors who are not coming back",
    "visiting.origins": "origins of pages, as browsers write them",
    "erasure.cleaning": "what is left to do of an erasure once its rows are gone",
    "erasure.marks": "by what texts are known to tell of what is erased",
    "erasure.retention": "the clock that erases what was to be kept for some time",
    "erasure.subjects": "what an erasure is about, with the copies",
    "knowledge.keeping": "documents as a base keeps them",
    "knowledge.purposes": "what bases are for, and which are searched only where they are named",
    "resumes.naming": "the résumé that somebody means by an id, a path or a name",
    "resumes.paragraphs": "the text of an entry as the things it says",
    "resumes.printing": "a profile on a terminal",
    "resumes.profile": "a career as a JSON Resume, each field with its place",
    "sections.form_labels": "forms whose lines begin with what they tell",
    "sections.gaps": "lines that were drawn last for gaps left for them",
    "knowledge.fact_label_columns": "labels set flush right against what they label",
    "knowledge.fact_terms": "the skills and fields of knowledge that a text asks for",
    "resumes.checked_reading": "what a model read of a CV, as far as the CV says it",
    "resumes.current": "a résumé read anew where its rules or pages have changed",
    "resumes.faults": "what is wrong with a JSON Resume that somebody wrote",
    "resumes.file_reading": "a CV that is read without being kept",
    "resumes.llm_prompt": "what a model is asked about a CV, and the shape of its answer",
    "resumes.edits": "what an owner says of a profile, as a patch of what was read",
    "resumes.fields": "a JSON Resume while it is read, field by field",
    "resumes.local_files": "files at the terminal that hold profiles, or are to",
    "resumes.locating": "where the values of a JSON Resume stand in the pages of its document",
    "resumes.read_entries": "work, volunteering and projects, entry by entry",
    "resumes.read_people": "whose CV it is and how to reach them",
    "resumes.read_skills": "skills by group, and the languages somebody speaks",
    "resumes.read_studies": "studies, certificates, awards and publications",
    "resumes.reading": "from the pages of a CV to a profile",
    "resumes.stored_pages": "a CV put together again from its stored pages",
    "resumes.values": "values of a JSON Resume that anybody may have written",
    "resumes.writing": "a profile as JSON, YAML and Markdown",
    "copies.archive": "the tar of a safety copy, and whether it is whole",
    "copies.backing_up": "rows and files as of one moment, written down while others write",
    "copies.checking": "what is wrong with a database and its files",
    "copies.restoring": "a safety copy put into an empty database",
    "coaching.texts": "a résumé and a job as the two texts of a session",
    "coaching.snapshot": "what a session is about, as it was when it began",
    "coaching.sessions": "the port of session stores",
    "coaching.session_file": "sessions in one JSON file",
    "coaching.preparing": "the base of a session, built or loaded",
    "coaching.desk": "the transactions in which sessions are begun and gone on with",
    "coaching.replies": "the answer of a run, waited for",
    "coaching.usual_messages": "what is asked where nobody puts it into words",
    "coaching.comparing": "which skills that a job names a résumé names too",
    "coaching.conclusion": "the end of a run whose answer is known as a whole",
    "coaching.shown": "what the commands of coaching read, and what they show",
    "coaching.whose": "whether a question is about the person or the job",
    "coaching.invented": "words of a sentence that nothing in a profile bears out",
    "coaching.letter": "a letter of nothing but what a profile says",
    "coaching.letter_check": "a model's letter, sentence by sentence",
    "coaching.letter_words": "words of letters: usual ones, figures, claims",
    "coaching.tailoring": "a CV in the order that a job asks for, and what is otherwise",
    "coaching.rewording": "fields of a CV in a model's words, where they are borne out",
    "coaching.draft_prompts": "what a language model is asked for a letter or a CV",
    "grounding.citations": "marks such as [2], kept true while text streams",
    "grounding.claims": "what an answer asserts, and which numbers its assertions carry",
    "extractive.evidence": "the sentences of passages as candidates for an answer",
    "chat.export": "a conversation as Markdown, in which nothing said breaks the page",
    "extractive.answerer": "an answer of the passages' own sentences",
    "grounding.folded": "text as it is compared with other text, and the way back to it",
    "grounding.checking": "what an answer rests on, as final, history and exports tell it",
    "follow_ups.ellipsis": "questions of which the most is left out, filled in from the one before",
    "chat.kept_answers": "answers given again while nothing they rest on has changed",
    "follow_ups.mentions": "the people and things that a text names",
    "follow_ups.narrowing": "questions that narrow a counted answer, as whole ones",
    "follow_ups.pronouns": "pronouns that mean somebody of the conversation, as names",
    "follow_ups.same_question": "whether two questions ask the same, by their words",
    "follow_ups.small_talk": "what is said to a chat and asks nothing of documents",
    "follow_ups.standing": "a question of a conversation, spelled out to stand alone",
    "grounding.location": "where in a passage the words stand that bear a claim out",
    "chat.printing": "what stands below an answer on a terminal",
    "extractive.overlap": "which words of a question stand in and around a sentence",
    "chat.pages": "where a page of conversations ends, as opaque text",
    "chat.policies": "what becomes of a message while the one before it is being answered",
    "pool.amounts": "how many years a question over a pool wants",
    "pool.about_one": "what a CV states of one person",
    "pool.names": "what countries and languages are called in an answer",
    "pool.one_person": "questions about one person, recognised",
    "pool.answering": "the complete answer to a question over a pool, from its records",
    "pool.clauses": "the conditions of a question over a pool, each with what it is about",
    "pool.heads": "how questions over a pool begin and end",
    "pool.objects": "what stands behind a phrase of such a question, as conditions",
    "pool.of_one": "which facts of one person a question asks for, and yes or no",
    "pool.openers": "what a fragment of a question over a pool has left out",
    "pool.people": "of which people of a pool a condition holds, and what bears it out",
    "pool.query": "a question over a pool as it is understood",
    "pool.questions": "which questions are asked of a pool, as queries",
    "pool.records": "who is in a pool, and what their CVs state",
    "pool.sources": "the places that an answer from records cites",
    "pool.special": "questions that compare, rank, or count by groups",
    "pool.comparison": "people side by side, and CVs counted by groups, as tables",
    "pool.text": "the text of an answer from records",
    "pool.things": "the things that a question over a pool may name",
    "pool.verbs": "the phrases that say what a condition is about",
    "pool.vocabulary": "the words by which a pool states things",
    "pool.wording": "what was counted, in words",
    "chat.prompt": "what a language model is asked",
    "extractive.question": "a question in its parts, with its language and what it wants",
    "extractive.relevance": "how well a sentence answers a part of a question",
    "chat.retention": "which conversations nobody has touched for long, and their end",
    "extractive.selection": "which sentences are the answer",
    "grounding.shown": "citations as they are stored and sent",
    "suggestions.ideas": "questions worth asking, from the facts of CVs",
    "extractive.terms": "words as they are compared",
    "extractive.wording": "the words around quotations",
    "transfers.archive": "the tar that an export travels in, and what may be in it",
    "transfers.arriving": "the archive of an import on its way in",
    "evaluation.asking": "questions asked of the program, as a person would",
    "evaluation.html_report": "a report as a page",
    "evaluation.making": "questions about invented CVs",
    "evaluation.metrics": "the measures of retrieval and of answers",
    "evaluation.outcomes": "what came of one question, and what it is worth",
    "evaluation.plots": "plots of a report",
    "evaluation.questions": "questions and what their answers rest on, from a file",
    "evaluation.report": "an evaluation in figures and rows",
    "evaluation.variants": "the settings that are compared",
    "evaluation.wording": "measures, expectations and faults in words",
    "knowledge.asking": "where commands find a base, and all of its documents",
    "knowledge.additions": "which of the files that came are new, and what they take the place of",
    "knowledge.base_settings": "what is set for a whole base: how long it keeps, how it masks",
    "knowledge.blind": "a document without what tells whose it is",
    "knowledge.blind_apart": "personal details whose values stand apart from their labels",
    "knowledge.blind_hints": "names by what is made of them: mails, profiles, files",
    "knowledge.blind_contacts": "how somebody is reached, in any text",
    "knowledge.blind_details": "birth, age, gender, nationality and family, in any text",
    "knowledge.blind_leaks": "what is still seen in a text that was masked",
    "knowledge.blind_mentions": "where a name stands in a text, in all its forms",
    "knowledge.blind_moves": "masks put into a document, and where its places have gone",
    "knowledge.blind_names": "the words of the name of whoever a document is of",
    "knowledge.blind_rest": "what of the top of a CV is about work, and what is masked with it",
    "knowledge.blind_schools": "where and when somebody studied",
    "knowledge.blind_sheets": "a page as masks are looked for in it",
    "knowledge.blind_spans": "what is masked, and the words that stand there instead",
    "knowledge.unmasking": "who may see a blind document as it came, and that it is written down",
    "knowledge.chunking": "the spans of a page that become chunks",
    "sections.dates": "dates and spans of time in the lines of a CV, in six languages",
    "sections.entries": "at which lines the entries of a section of a CV begin",
    "sections.entry_fields": "what the first lines of an entry say: where, as what, when",
    "sections.entry_words": "whether a name is that of a job, a degree or a firm",
    "knowledge.document_languages": "in which language each document of a file is",
    "knowledge.explanations": "what each kind of finding is, in the words of people",
    "transfers.export_contents": "what is in an export, each part checked against the others",
    "transfers.export_format": "the files of an export, and what stands in them",
    "transfers.export_lines": "documents and chunks as lines of an export",
    "transfers.exporting": "a base written down as an export",
    "knowledge.fact_careers": "the roles that a CV tells of, and experience in all",
    "knowledge.fact_keys": "one key for all the names that a thing has",
    "knowledge.fact_languages": "the languages that somebody speaks, and how well",
    "knowledge.fact_lines": "the lines of a CV with what they belong to",
    "knowledge.fact_mentions": "the names of skills in running text",
    "knowledge.fact_months": "the dates of a CV as months that can be counted",
    "knowledge.fact_people": "whose CV it is, and where they live",
    "knowledge.fact_reading": "from the text of a CV to the facts it states",
    "knowledge.fact_skill_lists": "what the lists of skills in a CV are made of",
    "knowledge.fact_skills": "the skills that a CV lists or tells of",
    "knowledge.fact_studies": "the degrees and certificates of a CV",
    "knowledge.facts": "what a document says of a person, as values",
    "knowledge.folders": "the files that lie under paths",
    "sections.folding": "text as headings, dates and names are compared",
    "transfers.imported_documents": "a document of an export as rows of another base",
    "transfers.imported_files": "the files that come with an import, each stored once",
    "knowledge.incoming": "the bytes of files on their way in, and which may come",
    "knowledge.instruction_words": "the words of orders to a model, in six languages",
    "knowledge.instructions": "words in sight that are aimed at a model",
    "knowledge.labels": "names of bases and files, made safe",
    "models.trial": "what a model makes of sentences whose likeness is known",
    "knowledge.passages": "chunks with the line that says where they come from",
    "knowledge.pinned_models": "the model of a base, opened, with errors that name both",
    "knowledge.progress": "how far an upload is",
    "knowledge.reading": "what is in files, read a few ahead",
    "sections.resume_headings": "which lines head the sections of a CV, and whether it is one",
    "sections.flow": "under which heading each line of a CV stands",
    "sections.headings": "which section a line is the heading of, in six languages",
    "sections.prompt": "what a language model is asked about a CV",
    "sections.parts": "the parts of a CV: sections and entries, by rules",
    "sections.by_llm": "the same by a language model, checked against the text",
    "knowledge.reaching": "files and folders opened without following links",
    "knowledge.receiving": "the files of an upload, stored while it comes",
    "knowledge.sentences": "where sentences begin and end",
    "transfers.screened": "what the text of an export must pass, as that of a file does",
    "transfers.spool": "places on disk for archives that come or go",
    "knowledge.staging": "the steps that ingest and rebuild share, up to publishing",
    "knowledge.tools": "the opened backends that runs work with",
    "sections.typography": "the lines of a document as they look",
    "knowledge.upload_forms": "the forms of uploads as the API's schema shows them",
    "knowledge.unneeded_files": "which bytes nobody needs any more, and when they go",
    "transfers.unpacking": "an export as a folder, whole or not there",
    "transfers.vector_files": "vectors as files that FAISS and NumPy read",
    "matching.alternatives": "which of the things a line of an offer names would each do",
    "matching.amounts_of_time": "how much experience a line of an offer asks for",
    "matching.asked": "from the text of an offer to its requirements",
    "matching.career": "what a CV states, as requirements are compared with it",
    "matching.career_reading": "from a profile and its pages to what it states",
    "matching.comparing": "résumés against offers, from the database to everybody's place",
    "matching.domain_words": "the words that say what a text is about",
    "matching.explaining": "a fit in words: the prompt, the check, and words without a model",
    "matching.explanations": "which fit is to be explained, and the run that does it",
    "matching.fit_options": "the options that the commands of fit share",
    "matching.job_items": "the things that a line of an offer names",
    "matching.job_lines": "the lines of an offer, each with the part it stands in",
    "matching.job_words": "the words that tell how offers ask",
    "matching.judging": "whether a CV meets a requirement, and by which of its lines",
    "matching.line_reading": "what one line of an offer asks for",
    "matching.matrix": "every requirement judged, and who comes first",
    "matching.matrix_files": "a matrix of fit as CSV and as a page",
    "matching.needs": "how badly an offer wants what a line asks for",
    "matching.printing": "requirements and fit as the terminal shows them",
    "matching.proofs": "the line of a CV that bears a verdict out",
    "matching.protected": "what an offer must not ask of anybody",
    "matching.requirements": "what an offer asks for",
    "matching.score": "the number for a fit, computed from the verdicts alone",
    "matching.spans": "how long something lasted, in words",
    "matching.written": "requirements as people write them, made comparable",
    "offers.contacts": "the text of an offer without people, mails and numbers",
    "offers.documents": "the documents of a board's base, one an offer",
    "offers.export": "offers written into a file, a page after the other",
    "offers.export_files": "the formats of files of offers",
    "offers.export_formats": "the names of those formats",
    "offers.export_rows": "offers as rows, without the people that boards name",
    "offers.filters": "which offers are wanted",
    "offers.report": "the figures of many offers, from the database",
    "offers.report_figures": "what many offers come to, counted",
    "offers.report_page": "a report on offers as a page",
    "offers.report_plots": "plots of such a report",
    "offers.filter_options": "the options of commands that narrow offers",
    "offers.finding": "search among the offers that filters let through",
    "offers.npz_store": "a store of vectors, read without unpickling",
    "offers.postings": "a posting as the columns of an offer, and its digest",
    "offers.schedule": "whose turn it is to be synced, once among many processes",
    "offers.store_documents": "what such a store tells of offers, as documents",
    "offers.store_export": "such a store as an export of a base",
    "offers.summary": "a summary of offers, counted here or asked of a model",
    "offers.syncing": "what a sync works with, and the one transaction it writes in",
    "offers.wording": "an offer in words",
    "watches.changes": "what a look at a folder asks for, going by what is stored",
    "watches.follow": "the one transaction in which a look has its consequences",
    "watches.hints": "hints of the file system that something changed",
    "watches.listing": "what lies in a watched folder",
    "watches.reading": "the bytes of followed files on their way in",
    "watches.scan": "one look at a watched folder",
    "watches.setting": "the folders that a setting names",
    "watches.target": "the folder whose turn it is, and what a look came to",
    "watches.watching": "when each folder is looked at, in the background",
    "samples.backgrounds": "where somebody invented lives, worked and studied, and when",
    "samples.careers": "the course that an invented working life takes",
    "samples.cast": "who is invented, from a seed",
    "samples.command_models": "the models that word CVs, opened for one command",
    "samples.command_options": "what the commands of samples share",
    "samples.courses": "how CVs tell of beginnings, changes, pauses, side jobs",
    "samples.demands": "what a job asks for, and CVs with and without it",
    "samples.drawing": "CVs drawn in child processes",
    "samples.export": "the files of samples",
    "samples.generate": "invented people as JSON Resume",
    "samples.pair_commands": "the command that writes jobs with CVs of known strength",
    "samples.pairs": "jobs with CVs of known strength",
    "samples.personal": "birth, family, address and links of invented people",
    "samples.phrases": "sentences with blanks, filled in",
    "samples.profiles": "the trades that people are invented for",
    "samples.render": "a CV as HTML and PDF",
    "samples.rewriting": "CVs in the words of language models",
    "samples.timeline": "the years of a working life",
    "samples.traps": "CVs that are hostile to readers",
    "samples.truth": "what is true of an invented person",
    "samples.truth_file": "the file of truths, which work goes on from",
    "samples.wording_truth": "whether a wording keeps to the facts",
    "samples.wordings": "what a model is asked about a CV, and its answer",
    "samples.writing": "one invented person as JSON Resume",
    "search.ahead": "the query embedded while the bases are still being chosen",
    "search.beside": "what stands before and after a hit, without saying anything twice",
    "search.candidates": "the passages of a fused order, as many as are needed",
    "search.duplicates": "passages of several documents that say the same, as one",
    "search.explanation": "the place of a passage after each step of a search",
    "search.fusion": "one order out of several",
    "search.halves": "the orders by meaning, of each model, and by words, of each base",
    "search.hits": "what a search finds",
    "search.hybrid": "passages by meaning and by words, over several bases",
    "search.places": "the bases that a caller may search, each at one moment",
    "search.pool": "whether a question is asked of many documents, and how many hits each may have",
    "search.printing": "hits as people read them on a terminal",
    "search.reranking": "the best passages judged once more, beside the query",
    "search.selection": "which of the candidates become hits",
    "search.wanted": "what a search is asked for",
    "chat.whole_characters": "text of a model as characters that can be stored",
}
"""Modules of features that have no role of their own, and what each computes."""

UNSCOPED = {
    "OutsideUsers": "finds whom an issuer speaks for, before anybody is known",
    "ShownKeys": "finds whose a key is, before anybody is known",
    "Ledger": "executes runs, whoever owns them",
    "written_in": "gives a transaction the events that it wrote itself",
    "is_queue_full": "tells whether others wait, and nothing of whom or for what",
    "Looks": "looks at watched folders, whoever owns them",
    "Claims": "takes up runs, whoever owns them",
    "StoredEvents": "reads runs that were looked up for a principal, and compacts those of all",
    "OutdatedProfiles": "empties what was read before bases turned blind, of everybody",
    "StaleAnswers": "deletes what can be given to nobody any more, of everybody",
    "LostAnswers": "stops the answers of those who lost a share, who are never whose the base is",
    "OpenChats": "finds chats and visitors by what strangers show, before anybody is known",
    "LeftVisitors": "deletes visitors who are not coming back, of everybody",
    "OldThreads": "deletes what is older than a setting of the operator allows, of everybody",
    "Rebuilding": "fills one edition of one base, which its run has looked up as its principal",
    "unstaged_sources": "asks for the files of one base, which a run has looked up",
    "Intake": "fills one edition of one base, which its run has looked up as its principal",
    "SeenOffers": "writes down what a sync saw of one board, which its run has looked up",
    "Turns": "syncs boards when it is time to, whoever owns them",
    "ensure_local_user": "makes the person at the machine, before anybody can ask",
    "load_changes": "fills indexes; what a search finds is joined with what its caller may see",
    "load_mark": "tells one revision of a base from another, and nothing of what is in it",
    "current_editions": "tells which vectors outside of the database are of no more use",
    "unnamed_digests": "tells which bytes are named by no row of anybody, and no more than that",
    "conversations_there": "tells which conversations there are, and no more than that",
    "Windows": "counts under keys, which whoever counts makes of principals and addresses",
    "require_room_for_base": "counts what one owner has, and gives nothing else away",
    "require_room_for_documents": "counts what one base has, and gives nothing else away",
    "try_alone": "takes a lock and reads nothing",
    "OldEntries": "deletes what a setting of the operator says is old, of everybody",
    "Totals": "tells administrators and metrics figures and codes, and no text of anybody",
    "count_waiting": "tells the operator a number, and nothing about the runs it counts",
    "is_at_work": "asks whether anything runs, and gives nothing else away",
    "Mentions": "takes out of all texts what an owner has erased, as no copy is to be left",
    "Terms": "tells the clock which bases keep what they have for some time, whoever's",
    "Traces": "empties what was said of something that its owner has erased",
    "Unfinished": "carries erasures on that their owners have begun",
    "Accounts": "looks after the accounts of all, as far as the rank of who asks goes",
    "Credentials": "finds out whose a credential is, before anybody is known",
    "OpenLogins": "finds the login of a refresh token, before anybody is known",
    "LoginFailures": "counts failed logins, of nobody who is known",
    "Invitations": "of everybody, for admins and for whoever shows the token of one",
    "is_answering": "asks whether the database answers, and gives nothing away",
}
"""What speaks SQL without a principal, and why it may."""

OPEN_TO_ALL = {row for row, access in ACCESS.items() if access.scope is None}
SHARED_CODES = {
    "disk_full": "of the files, and of the database",
}
"""One fact that two classes tell, and of what."""

MODULES = sorted(SOURCE.rglob("*.py"))
PACKAGES = [path for path in MODULES if path.name == "__init__.py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@pytest.fixture(scope="module", autouse=True)
def _everything_is_imported() -> None:
    import_everything()


# Where things lie


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in MODULES}
    assert folders == {path.parent for path in PACKAGES}


@pytest.mark.parametrize("path", PACKAGES, ids=name_of)
def test_a_package_says_in_one_line_what_it_is_for(path: Path) -> None:
    body = tree_of(path).body
    docstring = ast.get_docstring(tree_of(path)) or ""
    assert len(body) == 1, f"{name_of(path)} holds more than its docstring"
    assert docstring.endswith(".")
    assert "\n" not in docstring


def test_every_module_of_a_feature_has_a_role_or_is_a_listed_rule() -> None:
    homeless = sorted(_modules_of_features() - RULES.keys() - _roles() - _run_functions())
    assert homeless == [], (
        "Neither a role name nor a run function of wiring.kinds. If it computes something, "
        f"say what in RULES of {Path(__file__).name}; otherwise put it where it belongs."
    )


def test_no_listed_rule_is_gone() -> None:
    gone = sorted(RULES.keys() - _modules_of_features())
    assert gone == [], f"Take these out of RULES in {Path(__file__).name}."
    assert RULES.keys().isdisjoint(_roles() | _run_functions())


def _modules_of_features() -> set[str]:
    found = SOURCE.glob("features/*/*.py")
    return {f"{path.parent.name}.{path.stem}" for path in found if path.name != "__init__.py"}


def _roles() -> set[str]:
    shared = {name for name in _modules_of_features() if name.partition(".")[2] in ROLES}
    of_knowledge = {f"knowledge.{role}" for role in ROLES_OF_KNOWLEDGE}
    of_knowledge |= {f"watches.{role}" for role in ROLES_OF_WATCHES}
    of_knowledge |= {f"erasure.{role}" for role in ROLES_OF_ERASURE}
    of_knowledge |= {f"accounts.{role}" for role in ROLES_OF_ACCOUNTS}
    of_knowledge |= {f"resumes.{role}" for role in ROLES_OF_RESUMES}
    of_knowledge |= {f"visiting.{role}" for role in ROLES_OF_VISITING}
    of_knowledge |= {f"offers.{role}" for role in ROLES_OF_OFFERS}
    return shared | of_knowledge | {f"chat.{role}" for role in ROLES_OF_CHAT}


def _run_functions() -> set[str]:
    """Modules whose KIND is a key of what ``wiring.kinds`` returns."""
    wiring = tree_of(SOURCE / "wiring" / "kinds.py")
    imported = {
        alias.name: (node.module or "").removeprefix("folioscope.features.")
        for node in wiring.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    kinds = {
        key.value.id
        for node in ast.walk(wiring)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Attribute) and key.attr == "KIND" and isinstance(key.value, ast.Name)
    }
    return {f"{imported[name]}.{name}" for name in kinds}


def test_the_run_functions_are_found_where_the_wiring_names_them() -> None:
    assert "chat.answer" in _run_functions()


# Errors


def test_every_kind_has_a_status_and_an_exit_code() -> None:
    kinds = {
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, FolioscopeError)
    }
    assert STATUS.keys() == EXIT_CODES.keys() == kinds


def test_every_error_has_a_status_and_an_exit_code() -> None:
    for error in error_classes():
        bare = error.__new__(error)
        assert 400 <= status_of(bare) < 600, error
        assert 0 < exit_code(bare) < 256, error


def test_an_error_that_a_request_can_meet_is_of_a_kind() -> None:
    doors = ("routes", "service", "repository", "gate")
    plain = [error for error in error_classes() if error.__bases__ == (FolioscopeError,)]
    assert [error for error in plain if error.__module__.endswith(doors)] == []


def test_codes_are_snake_case_and_mean_one_thing() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for error in error_classes():
        for code in codes_of(error):
            assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", code), (error, code)
            owners[code].add(error.__name__)
    shared = {code: names for code, names in owners.items() if len(names) > 1}
    assert shared.keys() == SHARED_CODES.keys(), shared


def test_every_error_says_in_its_docstring_what_it_is() -> None:
    assert [error for error in error_classes() if not vars(error)["__doc__"]] == []


# Who may ask


def test_whatever_speaks_sql_for_a_request_takes_a_principal() -> None:
    unscoped = {name for name, takes in _takers_of_sessions() if Principal not in takes}
    assert unscoped == UNSCOPED.keys(), "Scope it, or say in UNSCOPED why it may see everything."


def test_what_is_anybodys_is_seen_where_it_is_said_here() -> None:
    used = {
        str(path.relative_to(SOURCE).with_suffix(""))
        for path in SOURCE.rglob("*.py")
        if "OVER_ALL" in path.read_text() or "over_all=" in path.read_text()
    }
    assert used == {
        "platform/principal",
        "features/erasure/routes",  # the operator answers for the data of all
        "features/watches/setting",  # an account may have taken over what a setting began
    }


def _takers_of_sessions() -> Iterator[tuple[str, set[object]]]:
    """Public classes and functions of repositories that are handed a session or the database."""
    for name, module in sorted(sys.modules.items()):
        if not (name.startswith("folioscope.") and name.endswith("repository")):
            continue
        for own in vars(module).values():
            is_ours = getattr(own, "__module__", "") == name and not own.__name__.startswith("_")
            if not is_ours:
                continue
            maker = own.__init__ if inspect.isclass(own) else own
            takes = set(inspect.get_annotations(maker, eval_str=True).values())
            if takes & {Session, Database}:
                yield own.__name__, takes


def test_every_route_that_changes_or_shows_something_knows_who_asks() -> None:
    unknown = {
        f"{method} {route.path}"
        for route in _routes()
        for method in route.methods or ()
        if dependencies._principal not in _calls(route.dependant)
        and f"{method} {route.path_format}" not in OPEN_TO_ALL
    }
    assert unknown == set()


def test_every_route_is_part_of_the_app() -> None:
    paths = {route.path.replace(":path}", "}") for route in _routes()}
    assert paths == closed_app().openapi()["paths"].keys()


def _routes() -> Iterator[APIRoute]:
    for name, module in sorted(sys.modules.items()):
        router = getattr(module, "router", None)
        if name.startswith("folioscope.") and isinstance(router, APIRouter):
            yield from (route for route in router.routes if isinstance(route, APIRoute))


def _calls(dependant: Dependant) -> set[object]:
    inner = (call for needed in dependant.dependencies for call in _calls(needed))
    return {dependant.call, *inner}


# What nobody does

PYTHON = sorted(
    path for place in ("src", "tests", "bench", "docs") for path in (ROOT / place).rglob("*.py")
)
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_nobody_replaces_parts_of_the_program_with_mocks() -> None:
    for path in PYTHON:
        mocked = [name for name in _imported(tree_of(path)) if name.startswith("unittest.mock")]
        assert mocked == [], f"{name_of(path)}: hand in a scripted backend instead"


@pytest.mark.parametrize(
    "text", ["import pickle", "from joblib import load", "eval('1')", "yaml.load_all(text)"]
)
def test_what_is_unsafe_is_noticed(text: str) -> None:
    assert list(_unsafe(ast.parse(text)))


def test_t15_nothing_that_is_read_can_run() -> None:
    found = {name_of(path): list(_unsafe(tree_of(path))) for path in MODULES}
    assert {name: unsafe for name, unsafe in found.items() if unsafe} == {}


def _unsafe(tree: ast.Module) -> Iterator[str]:
    yield from (name for name in _imported(tree) if name.partition(".")[0] in UNSAFE_MODULES)
    for node in ast.walk(tree):
        # To split YAML into events makes nothing of it.
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("yaml.load"):
            yield ast.unparse(node)
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in UNSAFE_CALLS:
                yield node.func.id
            if any(
                option.arg == "allow_pickle" and ast.unparse(option.value) != "False"
                for option in node.keywords
            ):
                yield "allow_pickle"


def test_every_shape_on_the_wire_has_a_name_of_its_own() -> None:
    # Two classes of one name would both be called by their modules, which nobody could import.
    shapes = closed_app().openapi()["components"]["schemas"]
    assert [name for name in shapes if "__" in name] == []
