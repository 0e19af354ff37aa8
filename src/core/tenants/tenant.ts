/** The tenant of every request until tenants are declared; made by the first migration. */
export const defaultTenantId = '00000000-0000-7000-8000-000000000001'
