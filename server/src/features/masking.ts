/** Hiding of the local parts of mail addresses, where the user wants them hidden (setting `maskAddresses`). */

const LOCAL_PART = /[^\s<>()[\]:;,"=]{1,64}@(?=[^\s@])/g;
/** A quoted local part may hold anything. */
const QUOTED = /"[^"\r\n]{1,64}"@(?=[^\s@])/g;

/** A message id with the name of its server, as in faillog: nobody's address. */
const ID = /^B\d{10}(?:-\w{1,20}){0,12}@$/;

/** `taro@example.jp` → `***@example.jp`. */
export const masked = (text: string): string =>
  text.replace(QUOTED, '***@').replace(LOCAL_PART, part => (ID.test(part) ? part : '***@'));

/** The same where the user wants it so. */
export const shownText = (text: string, { maskAddresses }: { readonly maskAddresses: boolean }): string =>
  maskAddresses ? masked(text) : text;
