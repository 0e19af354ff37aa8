import { Algorithm, hash, verify } from '@node-rs/argon2'
import { hashPassword, verifyPassword } from 'better-auth/crypto'

const argon2id = { algorithm: Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** What `emailAndPassword.password` takes; of its own it hashes with scrypt, in these same two functions. */
export const hashing =
  process.env.PEER_HASH === 'argon2id'
    ? {
        hash: (password) => hash(password, argon2id),
        verify: ({ hash: stored, password }) => verify(stored, password),
      }
    : { hash: hashPassword, verify: verifyPassword }
