import type { Message } from "./messages.ts";

/** The page's texts in English. Each key has a text in every other language: the compiler and a test check it. */
export const en = {
  // ── the page itself ──
  "app.name": "Malote",
  "app.skip": "Skip to the content",
  "app.loading": "Loading…",
  "app.reload": "Reload the page",
  "app.retry": "Try again",
  "app.close": "Close",
  "app.cancel": "Cancel",
  "app.navigation": "Views",
  "app.not-found": "There is nothing at this address.",
  "app.go-home": "Go to the start",
  "app.broken": "Something on this page broke.",
  "app.broken-help": "Your files are safe: what was sent is kept, and an upload goes on after a reload.",
  "app.config-missing": "This page does not know its service.",
  "app.config-help":
    "Its file config.json is missing or is not valid. Deploy the page again, or see docs/operations.md.",
  "app.service-missing": "The service cannot be reached.",
  "app.service-help": "Check your connection. The page tries again by itself when it is back.",
  "app.offline": "You are offline. Uploads go on when the connection is back.",
  "nav.upload": "Upload",
  "nav.files": "Files",
  "nav.operations": "Operations",
  "nav.account": "Account",
  "theme.label": "Appearance",
  "theme.system": "As the system",
  "theme.light": "Light",
  "theme.dark": "Dark",
  "language.label": "Language",

  // ── session ──
  "session.title": "Sign in",
  "session.about": "Send files, and know where each one is.",
  "session.about-one": "Photos, videos and documents of any size, even over a weak line",
  "session.about-two": "Uploads that go on after a break, a reload or a restart",
  "session.about-three": "Every byte checked when it arrives",
  "session.local": "This is the local stack",
  "session.local-no-key":
    "This tab does not have the key of the local accounts. Open the whole address that npm start printed; its last part is the key.",
  "session.continue-as": "Continue as {account}",
  "session.or": "or with a password",
  "session.username": "E-mail",
  "session.password": "Password",
  "session.new-password": "New password",
  "session.show-password": "Show the password",
  "session.hide-password": "Hide the password",
  "session.rules": "At least 12 characters, with all of these:",
  "session.rule.length": "12 characters",
  "session.rule.lower": "lower case",
  "session.rule.upper": "upper case",
  "session.rule.digit": "digit",
  "session.rule.symbol": "symbol",
  "session.code": "Code",
  "session.stay": "Stay signed in on this device",
  "session.sign-in": "Sign in",
  "session.sign-up": "Create an account",
  "session.forgot": "Forgot your password?",
  "session.back": "Back to the sign-in",
  "session.failed": "That did not work",
  "session.first-password": "Choose your password",
  "session.first-password-help": "The one that you were given works only once.",
  "session.save-and-sign-in": "Save and sign in",
  "session.totp": "One more step",
  "session.totp-help": "Type the code that your authenticator app shows now.",
  "session.totp-setup": "Set up an authenticator app",
  "session.totp-setup-help":
    "Accounts here need one, such as Google Authenticator, 1Password or Aegis. Scan the picture with it, and type the code that it shows.",
  "session.qr": "QR code for the authenticator app",
  "session.totp-secret": "Or type this key into the app:",
  "session.copy-secret": "Copy the key",
  "session.copied": "Copied",
  "session.forgot-title": "Forgot your password?",
  "session.forgot-help": "We send you a code with which you can choose a new one.",
  "session.send-code": "Send the code",
  "session.reset-title": "Choose a new password",
  "session.reset-help": "We sent a code to your e-mail address, if there is an account for it.",
  "session.reset-help-to": "We sent a code to {destination}, if there is an account for it.",
  "session.send-again": "Send the code again",
  "session.code-sent": "The code is on its way",
  "session.code-sent-to": "The code is on its way to {destination}",
  "session.sign-up-help": "You only need an e-mail address. We send a code to it.",
  "session.create": "Create the account",
  "session.have-account": "I already have an account",
  "session.confirm-title": "Confirm your e-mail address",
  "session.confirm-help": "We sent a code to {destination}. It may take a minute to arrive.",
  "session.confirm": "Confirm and sign in",
  "session.ended": "Sign in again",
  "session.ended-help":
    "Your session has ended. Nothing on this page is lost: what is running goes on as soon as you are back.",
  "session.leave": "Sign out instead",
  "session.other-person": "That is another account. Sign in as {name} to go on, or sign out.",
  "session.local-ended": "The local stack gave no token",
  "session.kept-ended": "You have been away for long, or signed out elsewhere. Please sign in again.",
  "session.error.unknown":
    "Something unexpected happened. Try again; if it stays like this, tell whoever runs this service.",
  "session.error.wrong": "The e-mail address or the password is wrong.",
  "session.error.wrong-current": "This is not your current password.",
  "session.error.too-many": "Too many attempts. Wait some minutes, then try again.",
  "session.error.disabled": "This account is switched off. Ask whoever runs this service.",
  "session.error.temporary-expired":
    "The password that you were given is too old. Ask whoever runs this service for a new one.",
  "session.error.too-late": "That took too long. Go back to the sign-in and begin again.",
  "session.error.ended": "Your session has ended. Sign out, and sign in again.",
  "session.error.no-sign-up": "People cannot create accounts here. Ask whoever runs this service for one.",
  "session.error.not-possible":
    "This is not possible for this account. Check the e-mail address, or ask whoever runs this service.",
  "session.error.exists":
    "There is an account with this address already. Sign in, or ask for a new password.",
  "session.error.code": "This is not the right code. Check it, or use the newest one.",
  "session.error.code-expired": "This code is too old. Send yourself another one.",
  "session.error.password-rules": "This password does not keep all the rules below.",
  "session.error.password-used": "You have had this password before. Choose another one.",
  "session.error.delivery": "The code could not be sent. Check the e-mail address, or try again later.",
  "session.error.network": "No connection. Check your network, then try again.",
  "session.error.service": "The sign-in does not respond at the moment. Try again in a minute.",
  "session.error.unsupported":
    "This account has a way to sign in that this page does not know. Ask whoever runs this service.",
  "session.error.no-username": "Type your e-mail address.",
  "session.error.no-password": "Type a password.",
  "session.error.no-code": "Type the code.",

  // ── account ──
  "account.title": "Your account",
  "account.operator": "Operator",
  "account.sign-out": "Sign out",
  "account.preferences": "How the page looks",
  "account.security": "Sign-in",
  "account.local":
    "This account of the local stack was entered with one click. To try passwords and authenticator apps, sign in with its password, which is in .malote/stack.json.",
  "account.totp": "Authenticator app",
  "account.totp-on": "On: each sign-in asks for a code of your app.",
  "account.totp-off":
    "Off. A code of an app on your phone protects your account even if somebody knows your password.",
  "account.totp-start": "Set up",
  "account.totp-help":
    "Scan the picture with an app such as Google Authenticator, 1Password or Aegis, and type the code that it shows.",
  "account.totp-finish": "Switch on",
  "account.totp-remove": "Switch off",
  "account.totp-remove-sure": "Switch the authenticator app off?",
  "account.totp-remove-help": "From then on your password alone is enough to sign in.",
  "account.totp-done": "The authenticator app is on",
  "account.totp-removed": "The authenticator app is off",
  "account.password": "Password",
  "account.password-current": "Current password",
  "account.password-change": "Change the password",
  "account.password-changed": "Your password is changed",
  "account.docs": "Try the API",
  "account.docs-help": "Every call of the service, with its description, on the local stack.",

  // ── upload ──

  // ── follow ──

  // ── files ──

  // ── operations ──

  // ── statuses of a file ──
  "status.pending": "Waiting for the bytes",
  "status.uploaded": "Uploaded",
  "status.processing": "Processing",
  "status.completed": "Completed",
  "status.quarantined": "Quarantined",
  "status.error": "Failed",
  "status.expired": "Expired",
  "status.deleted": "Deleted",

  // ── problems of the service, by their codes ──
} as const satisfies Record<string, Message>;

export type Key = keyof typeof en;
