/** One thing the doctor looked at. */
export interface Finding {
  readonly subject: string
  readonly state: 'good' | 'doubtful' | 'bad'
  readonly text: string
}
