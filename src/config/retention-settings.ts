import { wholeNumber } from './setting.ts'

// Ten years: whoever wants longer keeps it elsewhere.
const mostDays = 3_650

/** How long what is over is kept. Accounts that nobody has made their own are a tenant's to decide about. */
export const retentionSettings = {
  keepSessionsDays: wholeNumber(1, mostDays, {
    variable: 'PATRON_KEEP_SESSIONS_DAYS',
    about: 'How many days a session is kept that has ended or run out. Until then its customer sees it among their sign-ins.',
    fallback: '7',
  }),
  keepMessagesDays: wholeNumber(1, mostDays, {
    variable: 'PATRON_KEEP_MESSAGES_DAYS',
    about:
      'How many days it is kept what became of a mail or push message that was delivered or given up. So long `patron events replay` can send it again.',
    fallback: '30',
  }),
  keepEventDetailsDays: wholeNumber(1, mostDays, {
    variable: 'PATRON_KEEP_EVENT_DETAILS_DAYS',
    about:
      'How many days an event holds the names and addresses that its messages are written from, and longer where one still waits. The event itself stays.',
    fallback: '90',
  }),
}
