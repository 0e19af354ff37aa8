/** Settings under which a hash costs next to nothing, for benches that are about something else. */
export const quickHashes = { PATRON_HASH_MEMORY_KIB: '1024', PATRON_HASH_PASSES: '1' }
