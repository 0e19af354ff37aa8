/** What a program is called: characters that are no control characters nor halves of surrogate pairs, not all of them blank. */
export const keyNameForm = /^[^\p{Cc}\p{Cs}]*\S[^\p{Cc}\p{Cs}]*$/u
export const longestKeyName = 100

/** What a program that signs calls itself by. */
export const publicIdForm = /^[A-Za-z0-9._-]{3,100}$/

// The published console command gives 100 and goes up to 5000 (docs/contracts/bagisto.md#4-storefront-keys).
export const usualRequestsPerMinute = 100
export const mostRequestsPerMinute = 5_000

// Each is looked at with every request.
export const mostNetworks = 50
