/** Makes and checks what passkeys are asked. Loaded when first needed: it takes a tenth of the memory that the service may have. */
export const webauthn = () => import("@simplewebauthn/server");
