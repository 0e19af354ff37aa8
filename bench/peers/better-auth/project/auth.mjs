import { betterAuth } from 'better-auth'
import { Pool } from 'pg'
import { hashing } from './hashing.mjs'

/** E-mail and password on PostgreSQL. One address sends everything here, so nothing is limited; nobody is told of its use. */
export const auth = betterAuth({
  baseURL: `http://127.0.0.1:${process.env.PEER_PORT}`,
  secret: process.env.PEER_SECRET_KEY,
  database: new Pool({ connectionString: process.env.PEER_DATABASE_URL }),
  emailAndPassword: { enabled: true, autoSignIn: false, password: hashing },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
})
