/** The address that authenticator apps read from a QR code (the Key URI format of Google Authenticator). */
export const totpUri = (secret: string, username: string): string =>
  `otpauth://totp/${encodeURIComponent(`Malote:${username}`)}?secret=${secret}&issuer=Malote`;
